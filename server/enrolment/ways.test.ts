import { expect, test } from 'vitest'
import {
  type EnrolmentStep,
  type IdentityState,
  walkedSecuringMs,
} from '@etui/shared/enrolment/enrolment.ts'
import { openConsole } from '../agent/test-console.ts'
import { claims } from '../check/test-checks.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import type { TestHolder } from '../phone/test-holder.ts'

/** How each answer of France Identité is come by. */
const answers: Record<
  Exclude<IdentityState, 'accepted'>,
  (holder: TestHolder, pass: (ms: number) => void) => Promise<unknown>
> = {
  none: () => Promise.resolve(),
  started: (holder) => holder.post('/enrolment/identity'),
  cancelled: (holder) => holder.identify(null),
  differs: (holder) => holder.identify('theo'),
  'awaiting-code': (holder) => holder.identify('claire', { isSameBrowser: false }),
  lapsed: async (holder, pass) => {
    await holder.identify('claire')
    pass(walkedSecuringMs)
  },
}
// The keys of a record of states are states.
const states = Object.keys(answers) as (keyof typeof answers)[]

forEachEngine('the ways to prove who one is', (open) => {
  test.each(states)('are all there after France Identité: %s', async (state) => {
    const { proving, agent, sendCase, pass } = await openConsole(open)
    const { holder, enrolmentId } = await proving('claire')
    await answers[state](holder, pass)
    expect((await holder.read()).identity?.state).toBe(state)
    const correction = { text: 'Mon nom a deux T.', differing: ['familyName'] }
    expect((await holder.post('/enrolment/correction', correction)).statusCode).toBe(200)
    expect((await holder.post('/enrolment/desk-code')).statusCode).toBe(200)
    const opened = await holder.post('/enrolment/check', { documentKind: 'passport' })
    expect(opened.json()).toMatchObject({ identity: { state }, check: { state: 'recording' } })
    await holder.post('/enrolment/check/withdraw')
    const checkId = await sendCase({ enrolmentId }, 'claire')
    expect((await holder.read()).check?.state).toBe('waiting')
    const one = await agent()
    await one.post(`/api/checks/${checkId}/take`)
    await one.post(`/api/checks/${checkId}/decision`, { decision: 'accept' })
    expect((await holder.read()).step).toBe('securing')
  })

  test('lead back to France Identité after films that did not do', async () => {
    const { proving, agent, sendCase } = await openConsole(open)
    const activation = await proving('claire')
    const checkId = await sendCase(activation, 'claire')
    const one = await agent()
    await one.post(`/api/checks/${checkId}/take`)
    const refusal = { decision: 'refuse', reasons: ['traits-differ'] }
    await one.post(`/api/checks/${checkId}/decision`, refusal)
    expect((await activation.holder.read()).check?.state).toBe('refused')
    await activation.holder.identify('claire')
    expect((await activation.holder.read()).step).toBe('securing')
  })
})

forEachEngine('an activation asked out of its order', (open) => {
  const calls: Record<string, (holder: TestHolder) => ReturnType<TestHolder['post']>> = {
    number: (holder) => holder.tell('claire'),
    anotherCode: (holder) => holder.post('/enrolment/contact/code'),
    code: (holder) => holder.post('/enrolment/contact', { code: '123456' }),
    identity: (holder) => holder.post('/enrolment/identity'),
    identityCode: (holder) => holder.post('/enrolment/identity/code', { code: '123456' }),
    check: (holder) => holder.post('/enrolment/check', { documentKind: 'passport' }),
    send: (holder) => holder.post('/enrolment/check/send', { claims }),
    withdraw: (holder) => holder.post('/enrolment/check/withdraw'),
    desk: (holder) => holder.post('/enrolment/desk-code'),
    correction: (holder) =>
      holder.post('/enrolment/correction', { text: 'Deux T.', differing: ['familyName'] }),
    secret: (holder) => holder.setCode(),
    passkey: (holder) => holder.post('/enrolment/passkey/options'),
    activate: (holder) => holder.activate(),
  }
  const reached: Record<EnrolmentStep, (holder: TestHolder) => Promise<unknown>> = {
    person: (holder) => holder.accept(),
    contact: async (holder) => [await holder.accept(), await holder.tell('claire')],
    identity: async (holder) => proven(holder, 'claire'),
    securing: (holder) => holder.identified('claire'),
    active: (holder) => holder.activated('claire'),
    refused: (holder) => proven(holder, 'yanis'),
  }
  /** What is not refused as out of order; it may be refused for another reason. */
  const allowed: Record<EnrolmentStep, string> = {
    person: 'number',
    contact: 'number anotherCode code desk',
    identity: 'identity identityCode check send withdraw desk correction',
    // Before a secret code is set, there is nothing to activate yet.
    securing: 'secret passkey',
    // The same again, its answer lost.
    active: 'activate',
    refused: 'number',
  }

  // The keys of a record of steps are steps.
  test.each(Object.keys(reached) as EnrolmentStep[])(
    'is refused at %s, and stays there',
    async (step) => {
      const { holder: make } = await openConsole(open)
      const holder = make()
      await reached[step](holder)
      const seen = await holder.read()
      expect(seen.step).toBe(step)
      const isAllowed = (name: string) => allowed[step].split(' ').includes(name)
      for (const [name, call] of Object.entries(calls)) {
        if (!isAllowed(name))
          expect([name, codeOf(await call(holder))]).toEqual([name, 'enrolment-step'])
      }
      expect(await holder.read()).toEqual(seen)
      for (const name of allowed[step].split(' ')) {
        const fresh = make()
        await reached[step](fresh)
        const answer = await calls[name]?.(fresh)
        expect([name, answer && codeOf(answer)]).not.toEqual([name, 'enrolment-step'])
      }
    },
  )
})

async function proven(holder: TestHolder, registryId: string): Promise<void> {
  await holder.accept()
  await holder.tell(registryId)
  await holder.proveContact(await holder.mailedCode())
}
