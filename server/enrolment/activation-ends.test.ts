import { expect, test } from 'vitest'
import { securingMs } from '@etui/shared/enrolment/enrolment.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { openHolders } from '../phone/test-holder.ts'
import { enrolmentStore } from './enrolment-store.ts'

forEachEngine('an activation nobody finished', (open) => {
  async function world() {
    const all = await openHolders(open)
    const { database, holder: make } = all
    /** Somebody’s identity accepted and their code set: one call from a card in use. */
    const prepared = async (registryId: string) => {
      const holder = await make().identified(registryId)
      await holder.setCode()
      return holder
    }
    const secrets = async () =>
      (await database.db.select().from(database.tables.codeVerifiers)).length
    return { ...all, prepared, secrets }
  }

  test('ends when another phone of the person is activated, and can begin again', async () => {
    const { holder: make, prepared, secrets, pass } = await world()
    const [thief, other] = [await prepared('claire'), await prepared('ange')]
    const claire = make()
    await claire.activated('claire')
    expect(await thief.read()).toEqual({ step: 'person' })
    expect(codeOf(await thief.activate())).toBe('enrolment-step')
    expect(codeOf(await thief.setCode())).toBe('enrolment-step')
    expect(await secrets()).toBe(2)
    pass(14 * 86_400_000)
    await thief.accept()
    expect(codeOf(await thief.activate())).toBe('enrolment-step')
    expect((await claire.refresh()).answer.statusCode).toBe(200)
    await thief.activated('bernadette')
    expect((await other.read()).step).toBe('person')
  })

  test.each(['suspend', 'blockForGood'] as const)(
    'ends when their card is blocked: %s',
    async (act) => {
      const { holder: make, prepared, blocks, clock, database } = await world()
      await make().activated('claire')
      const [thief, other] = [await prepared('claire'), await prepared('ange')]
      const phones = await database.db.select().from(database.tables.phones)
      const { personId = '', phoneId = '' } = phones.find(({ state }) => state === 'active') ?? {}
      await blocks[act]({ personId, phoneId, reason: 'stolen', at: clock() })
      expect(await thief.read()).toEqual({ step: 'person' })
      expect(codeOf(await thief.activate())).toBe('enrolment-step')
      expect((await other.activate()).statusCode).toBe(200)
      expect((await (await prepared('claire')).activate()).statusCode).toBe(200)
    },
  )

  test('has a day from the identity’s acceptance, which opening the app does not renew', async () => {
    const { prepared, pass, secrets } = await world()
    const [quick, late] = [await prepared('ange'), await prepared('claire')]
    pass(securingMs / 2)
    await late.accept()
    pass(securingMs / 2 - 60_000)
    expect((await quick.activate()).statusCode).toBe(200)
    expect((await late.accept()).json()).toMatchObject({ step: 'securing' })
    pass(60_000)
    expect(codeOf(await late.setCode())).toBe('enrolment-step')
    expect(await late.read()).toEqual({ step: 'person' })
    expect(codeOf(await late.activate())).toBe('enrolment-step')
    expect(await secrets()).toBe(1)
    await late.activated('claire')
  })

  test('is not activated late by whoever looked in time', async () => {
    const { prepared, database, clock } = await world()
    const { phone } = await prepared('ange')
    const enrolments = enrolmentStore(database)
    const row = await enrolments.find(phone.thumbprint)
    const { enrolmentId = '', identityAcceptedAt } = row ?? {}
    const end = new Date((identityAcceptedAt ?? clock()).getTime() + securingMs)
    expect(await enrolments.activate(enrolmentId, end)).toBeUndefined()
    const justBefore = new Date(end.getTime() - 1)
    expect(await enrolments.activate(enrolmentId, justBefore)).toMatchObject({ step: 'active' })
  })
})
