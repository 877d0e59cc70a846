import { setTimeout as wait } from 'node:timers/promises'
import { readEnrolment, type Enrolment } from '@etui/shared/wire/enrolment.ts'
import { refresh } from '@etui/shared/wire/phone.ts'
import { activateDevice, type ActiveDevice } from './world/activate-device.ts'
import { engines, withDemo } from './world/engines.ts'
import { hashOfToken, randomToken } from './world/holder-device.ts'
import { expect, test } from './world/world.ts'

/** The step each answer of an activation promises to have been reached. */
const promised: Record<string, Enrolment['step']> = {
  terms: 'person',
  person: 'contact',
  contact: 'identity',
  identity: 'securing',
  code: 'securing',
  active: 'active',
}

for (const engine of engines) {
  test.describe(`a server killed without warning (${engine})`, () => {
    test.describe.configure({ timeout: 180_000 })

    test('finds every acknowledged step of an activation again', async () => {
      await withDemo(engine, async (demo) => {
        const seen: string[] = []
        const active = await activateDevice(demo.hosts, 'claire', async (step, device) => {
          await demo.kill()
          await demo.start()
          const read = await device.call(readEnrolment)
          expect({ step, now: read.body.step }).toEqual({ step, now: promised[step] })
          if (step === 'code') expect(read.body.securing?.isCodeSet).toBe(true)
          seen.push(step)
        })
        expect(seen).toEqual(Object.keys(promised))
        expect((await refreshOnce(active, active.token, randomToken())).refusal).toBe('')
      })
    })

    test('never mistakes an honest phone for another, wherever in a refresh it died', async () => {
      await withDemo(engine, async (demo) => {
        const active = await activateDevice(demo.hosts, 'claire')
        let token = active.token
        for (let round = 0; round < 8; round++) {
          const next = randomToken()
          const lost = refreshOnce(active, token, next).catch(() => undefined)
          await wait(round * 2)
          await demo.kill()
          const answered = await lost
          if (answered) expect(answered.refusal).toBe('')
          await demo.start()
          // What the phone does: the same request, from what it had written before it sent it.
          expect((await refreshOnce(active, token, next)).refusal).toBe('')
          token = next
        }
      })
    })
  })
}

function refreshOnce({ device }: ActiveDevice, token: string, next: string) {
  return device.call(refresh, { token, nextHash: hashOfToken(next), cursor: '' })
}
