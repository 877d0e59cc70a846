import { expect, test } from 'vitest'
import { walkedSecuringMs } from '@etui/shared/enrolment/enrolment.ts'
import { openConsole } from '../agent/test-console.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { createLog } from '../log/log.ts'
import { holderChores } from '../phone/holder-chores.ts'
import { openHolders, settings } from '../phone/test-holder.ts'
import { activationEnds } from './activation-ends.ts'
import { endLateActivations } from './end-late-activation.ts'
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
    expect(await thief.read()).toEqual({ step: 'person', sentBack: 'overtaken' })
    expect(codeOf(await thief.activate())).toBe('enrolment-step')
    expect(codeOf(await thief.setCode())).toBe('enrolment-step')
    expect(await secrets()).toBe(2)
    pass(14 * 86_400_000)
    await thief.accept()
    expect(codeOf(await thief.activate())).toBe('enrolment-step')
    expect((await claire.refresh()).answer.statusCode).toBe(200)
    await thief.activated('bernadette')
    expect((await other.read()).identity?.state).toBe('lapsed')
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
      expect(await thief.read()).toEqual({ step: 'person', sentBack: 'stopped' })
      expect(codeOf(await thief.activate())).toBe('enrolment-step')
      expect((await other.activate()).statusCode).toBe(200)
      expect((await (await prepared('claire')).activate()).statusCode).toBe(200)
    },
  )

  test('has a day after France Identité, which opening the app does not renew', async () => {
    const { prepared, pass, secrets } = await world()
    const [quick, late] = [await prepared('ange'), await prepared('claire')]
    pass(walkedSecuringMs / 2)
    await late.accept()
    pass(walkedSecuringMs / 2 - 60_000)
    expect((await quick.activate()).statusCode).toBe(200)
    expect((await late.accept()).json()).toMatchObject({ step: 'securing' })
    pass(60_000)
    expect(codeOf(await late.setCode())).toBe('enrolment-step')
    expect(await late.read()).toEqual({
      step: 'identity',
      identity: { state: 'lapsed', differing: [] },
    })
    expect(codeOf(await late.activate())).toBe('enrolment-step')
    expect(await secrets()).toBe(1)
    await late.identify('claire')
    await late.setCode()
    expect((await late.activate()).statusCode).toBe(200)
  })

  test('is not activated late by whoever looked in time', async () => {
    const { prepared, database, clock } = await world()
    const { phone } = await prepared('ange')
    const enrolments = enrolmentStore(database)
    const row = await enrolments.find(phone.thumbprint)
    const { enrolmentId = '', identityAcceptedAt } = row ?? {}
    const end = new Date((identityAcceptedAt ?? clock()).getTime() + walkedSecuringMs)
    expect(await enrolments.activate(enrolmentId, end)).toBeUndefined()
    const justBefore = new Date(end.getTime() - 1)
    expect(await enrolments.activate(enrolmentId, justBefore)).toMatchObject({ step: 'active' })
  })
})

forEachEngine('an activation that an agent accepted', (open) => {
  const day = 86_400_000

  async function world() {
    const all = await openConsole(open)
    const { database, keys, clock, mails } = all
    const agent = await all.agent()
    const log = createLog('silent')
    const chores = holderChores({ settings, database, keys, clock, log })
    return {
      ...all,
      async byFilms() {
        const { holder, checkId } = await all.waitingCase('claire')
        await agent.post(`/api/checks/${checkId}/take`)
        await agent.post(`/api/checks/${checkId}/decision`, { decision: 'accept' })
        return holder
      },
      async atDesk() {
        const { holder } = await all.proving('claire')
        const { code } = (await holder.post('/enrolment/desk-code')).json<{ code: string }>()
        await agent.post('/api/desk/find', { code })
        const seen = { documentKind: 'passport', documentNumber: '19AA00001' }
        await agent.post('/api/desk/accept', { code, ...seen })
        return holder
      },
      /** What is done without being asked, by two nodes. */
      async clean() {
        const chore = chores.find(({ name }) => name === 'end-late-activations')
        await Promise.all([chore?.run(), chore?.run()])
      },
      letters: async () => (await mails.list(9)).map(({ text }) => text),
    }
  }

  test.each(['byFilms', 'atDesk'] as const)(
    'goes on three days later on the same phone, and for two weeks: %s',
    async (how) => {
      const all = await world()
      const holder = await all[how]()
      const endsAt = all.clock().getTime() + 14 * day
      const close = (told: number) => Math.abs(told - endsAt) < 5_000
      all.pass(3 * day)
      await all.clean()
      const { step, securing } = await holder.read()
      expect(step).toBe('securing')
      expect(close(securing?.endsAt ?? 0)).toBe(true)
      expect((await all.letters()).join()).toContain('le samedi 5 décembre 2026 à')
      expect((await holder.setCode()).statusCode).toBe(200)
      all.pass(11 * day - 60_000)
      await all.clean()
      expect((await holder.activate()).statusCode).toBe(200)
    },
  )

  test('is told, by one letter, when it was not finished in time; number and address stay', async () => {
    const { byFilms, pass, clean, letters } = await world()
    const holder = await byFilms()
    await holder.setCode()
    pass(14 * day)
    const before = await letters()
    await clean()
    await clean()
    const [told, ...rest] = await letters()
    expect(told).toContain('le code secret n’a pas été choisi à temps')
    expect(rest).toEqual(before)
    expect(await holder.read()).toMatchObject({
      step: 'identity',
      identity: { state: 'lapsed' },
      check: { state: 'accepted' },
    })
    expect(await letters()).toHaveLength(before.length + 1)
    const again = await holder.post('/enrolment/check', { documentKind: 'passport' })
    expect(again.json()).toMatchObject({ step: 'identity', check: { state: 'recording' } })
    expect(codeOf(await holder.activate())).toBe('enrolment-step')
  })

  test('is told by the same letter when its holder opens the app first', async () => {
    const { byFilms, pass, clean, letters } = await world()
    const holder = await byFilms()
    pass(14 * day)
    expect((await holder.read()).identity?.state).toBe('lapsed')
    await clean()
    const told = (await letters()).filter((text) => text.includes('n’a pas été choisi à temps'))
    expect(told).toHaveLength(1)
  })

  test('waits for a registry that does not answer, and keeps nobody else', async () => {
    const { byFilms, pass, letters, database, mails, clock } = await world()
    await byFilms()
    pass(14 * day)
    const enrolments = enrolmentStore(database)
    const needs = {
      database,
      mails,
      clock,
      enrolments,
      origin: 'http://localhost',
      activationEnds: activationEnds(database),
      log: createLog('silent'),
    }
    const before = (await letters()).length
    const isDown = { person: () => Promise.reject(new Error('no registry')) }
    expect(await endLateActivations(9, { ...needs, registry: isDown })).toBe(0)
    expect(await letters()).toHaveLength(before)
    const isBack = { person: () => Promise.resolve(undefined) }
    expect(await endLateActivations(9, { ...needs, registry: isBack })).toBe(1)
  })
})
