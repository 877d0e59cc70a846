import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import type { EffectScope } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Caller } from '../../src/http/call.ts'
import type { ReadFrame } from '../../src/reading/read-frame.ts'
import type { ReadingResult } from '../../src/reading/reading-result.ts'
import { useContext } from './use-context.ts'

const start = Date.UTC(2026, 3, 14, 8, 42)
const halfAnHour = 30 * 60_000
let scope: EffectScope | undefined

beforeEach(() => vi.useFakeTimers({ now: start }))
afterEach(() => {
  scope?.stop()
  vi.useRealTimers()
})

function person(beneficiaryId: string, givenNames: string, isPresented: boolean) {
  const traits = { familyName: 'AUBERTIN', birthDate: 20150523, birthRank: 1, quality: 6 }
  return { beneficiaryId, givenNames, isPresented, ...traits }
}

function reading(contextId: string, readAt = Date.now()): ReadingResult {
  return {
    verdict: 'valid',
    readAt,
    source: { kind: 'online' },
    context: { contextId, token: 'token', endsAt: readAt + halfAnHour },
    beneficiaries: [person('0', 'CLAIRE', true), person('1', 'JULES', false)],
  }
}

/** A counter with a server that answers as it is told. */
function world() {
  const result = shallowRef<ReadingResult | undefined>(reading('first'))
  const asked: string[] = []
  const server = {
    refuses: undefined as Refusal | undefined,
    reads: undefined as ReadingResult | undefined,
  }
  const ask = async (
    endpoint: { url: string },
    { body }: { body?: { beneficiaryId?: string } },
  ) => {
    asked.push(`${endpoint.url} ${body?.beneficiaryId ?? ''}`.trim())
    if (server.refuses) throw server.refuses
    return { identity: { beneficiaryId: body?.beneficiaryId, nir: '1' }, rights: {} }
  }
  const readFrame: ReadFrame = async (_, renewing) => {
    asked.push(`renewal of ${renewing?.contextId}`)
    if (server.refuses) throw server.refuses
    return server.reads ?? expect.fail('nothing is to be read')
  }
  const onSignIn = vi.fn(async () => undefined)
  scope = effectScope()
  const patient = scope.run(() =>
    useContext({
      result,
      replace: (read) => (result.value = read),
      readFrame,
      // Answers only what these tests ask for.
      call: ask as object as Caller,
      now: Date.now,
      onSignIn,
    }),
  )
  return { patient: patient ?? expect.fail('it is in a scope'), result, asked, server, onSignIn }
}

describe('the context of the patient on screen', () => {
  it('counts its minutes, and is over to the second', () => {
    const { patient } = world()
    expect([patient.minutesLeft.value, patient.isOver.value]).toEqual([30, false])
    vi.advanceTimersByTime(60_000)
    expect(patient.minutesLeft.value).toBe(29)
    vi.advanceTimersByTime(halfAnHour - 61_000)
    expect([patient.minutesLeft.value, patient.isOver.value]).toEqual([1, false])
    vi.advanceTimersByTime(1_000)
    expect([patient.minutesLeft.value, patient.isOver.value]).toEqual([0, true])
  })

  it('asks for an identity once for each person', async () => {
    const { patient, asked } = world()
    await patient.choose('1')
    expect(patient.told.value?.identity.beneficiaryId).toBe('1')
    await patient.tell()
    await patient.choose('0')
    expect(patient.told.value).toBeUndefined()
    await patient.tell()
    await patient.choose('1')
    const told = '/contexts/:contextId/identity'
    expect(asked).toEqual([`${told} 1`, `${told} 0`])
  })

  it('keeps nothing of one patient beside the next', async () => {
    const { patient, result, server } = world()
    await patient.choose('1')
    patient.startRenewal()
    server.refuses = new Refusal('context-other-person')
    await patient.renew('27')
    result.value = reading('next')
    expect(patient.told.value).toBeUndefined()
    expect(patient.refusal.value).toBeUndefined()
    expect([patient.chosenId.value, patient.isRenewing.value]).toEqual(['0', false])
    result.value = undefined
    expect(patient.context.value).toBeUndefined()
    patient.startRenewal()
    expect(patient.isRenewing.value).toBe(false)
  })

  it('drops what is answered once the patient is another', async () => {
    const { patient, result } = world()
    const telling = patient.choose('1')
    result.value = reading('next')
    await telling
    expect(patient.told.value).toBeUndefined()
  })

  it('is over once the server says so, and asks to sign in where the session ended', async () => {
    const { patient, server, onSignIn } = world()
    server.refuses = new Refusal('sign-in-needed')
    await patient.tell()
    expect(onSignIn).toHaveBeenCalledOnce()
    expect(patient.isOver.value).toBe(false)
    server.refuses = new Refusal('context-expired')
    await patient.tell()
    expect(patient.isOver.value).toBe(true)
  })

  it('is renewed for the same choice, and waits on after a card that was not accepted', async () => {
    const { patient, server, asked } = world()
    await patient.choose('1')
    patient.startRenewal()
    server.refuses = new Refusal('context-other-person')
    await patient.renew('27')
    expect(patient.refusal.value?.code).toBe('context-other-person')
    server.refuses = undefined
    server.reads = { verdict: 'stale', readAt: start, source: { kind: 'online' } }
    await patient.renew('27')
    expect(patient.failed.value?.verdict).toBe('stale')
    expect(patient.isRenewing.value).toBe(true)
    server.reads = reading('second')
    await patient.renew('27')
    expect(patient.isRenewing.value).toBe(false)
    expect(patient.context.value?.contextId).toBe('second')
    expect(patient.chosenId.value).toBe('1')
    expect(asked.filter((each) => each.startsWith('renewal'))).toEqual(
      Array.from({ length: 3 }, () => 'renewal of first'),
    )
  })

  it('is not renewed by a scan that comes after it was called off', async () => {
    const { patient, server } = world()
    patient.startRenewal()
    server.reads = reading('second')
    const renewing = patient.renew('27')
    patient.cancelRenewal()
    await renewing
    expect(patient.context.value?.contextId).toBe('first')
  })

  it('ends on demand', async () => {
    const { patient, asked } = world()
    await patient.end()
    expect(patient.isOver.value).toBe(true)
    await patient.end()
    expect(asked).toEqual(['/contexts/:contextId'])
  })
})
