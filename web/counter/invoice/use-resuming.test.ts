import { effectScope } from 'vue'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Invoice } from '@etui/shared/wire/invoice.ts'
import type { Caller } from '../../src/http/call.ts'
import type { ReadingResult } from '../../src/reading/reading-result.ts'
import { useResuming } from './use-resuming.ts'

// The rest of it is for the screen.
const invoice = { invoiceId: 'i', state: 'pending' } as Invoice
const valid: ReadingResult = {
  verdict: 'valid',
  readAt: 0,
  source: { kind: 'online' },
  context: { contextId: 'c', token: 't', endsAt: 1 },
}

function world() {
  const server = { reads: valid, refuses: undefined as Refusal | undefined }
  const asked: unknown[] = []
  const onSignIn = vi.fn(async () => undefined)
  const onValidated = vi.fn(async () => undefined)
  const call = (async (_: unknown, ask: unknown) => {
    asked.push(ask)
    if (server.refuses) throw server.refuses
    return { invoiceId: 'i', state: 'validated' }
  }) as unknown as Caller
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const readFrame = async () => server.reads
  const resuming = scope.run(() => useResuming({ readFrame, call, onSignIn, onValidated }))
  return {
    resuming: resuming ?? expect.fail('the scope runs'),
    server,
    asked,
    onSignIn,
    onValidated,
  }
}

test('a pending invoice is made final in the context of the card presented again', async () => {
  const { resuming, asked, onValidated } = world()
  await resuming.take('27')
  expect(asked).toEqual([])
  resuming.start(invoice)
  await Promise.all([resuming.take('27'), resuming.take('27')])
  expect(asked).toEqual([
    { params: { invoiceId: 'i' }, body: { context: { contextId: 'c', token: 't' } } },
  ])
  expect(resuming.pending.value).toBeUndefined()
  expect(resuming.validated.value?.state).toBe('validated')
  expect(onValidated.mock.calls).toEqual([['i']])
})

test('another person’s card, one that is refused, and one read without network leave it pending', async () => {
  const { resuming, server, onSignIn } = world()
  resuming.start(invoice)
  server.refuses = new Refusal('context-other-person')
  await resuming.take('27')
  expect(resuming.refusal.value?.code).toBe('context-other-person')
  server.refuses = undefined
  server.reads = { verdict: 'revoked', readAt: 0, source: { kind: 'online' } }
  await resuming.take('27')
  expect([resuming.refusal.value, resuming.failed.value?.verdict]).toEqual([undefined, 'revoked'])
  server.reads = { verdict: 'valid', readAt: 0, source: { kind: 'offline' } }
  await resuming.take('27')
  expect(resuming.refusal.value?.code).toBe('network-down')
  server.reads = valid
  server.refuses = new Refusal('sign-in-needed')
  await resuming.take('27')
  expect(onSignIn).toHaveBeenCalledOnce()
  expect(resuming.pending.value).toBe(invoice)
  resuming.cancel()
  expect([resuming.pending.value, resuming.refusal.value]).toEqual([undefined, undefined])
})
