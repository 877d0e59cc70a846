import { expect, test } from 'vitest'
import { challengeMs, type CheckRefusal } from '@etui/shared/enrolment/check.ts'
import { createLog } from '../log/log.ts'
import { settings } from '../phone/test-holder.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { deleteDueChecks } from './delete-checks.ts'
import { deletionNeeds } from './deletion-needs.ts'
import { claims } from './test-checks.ts'
import { makeFilm } from './test-films.ts'
import { openRecorders } from './test-recorder.ts'

const minute = 60_000
const day = 24 * 60 * minute
const mrz = [
  'P<FRAAUBERTIN<<CLAIRE<<<<<<<<<<<<<<<<<<<<<<<',
  '19XX000005FRA8403124F3001015<<<<<<<<<<<<<<04',
]

forEachEngine('a check by video', (open) => {
  async function world() {
    const all = await openRecorders(open)
    const agent = { agentId: 'a', isSupervisor: false }
    return {
      ...all,
      async refuse(checkId: string, reasons: CheckRefusal[], hint: string) {
        await all.checks.take(checkId, agent, all.clock())
        const decision = { checkId, agentId: 'a', decision: 'refused', reasons, hint } as const
        return all.checks.decide({ ...decision, at: all.clock() })
      },
      subjects: async () => (await all.mails.list(50)).map(({ text }) => text.split('\n')[2]),
    }
  }

  test('opens with a challenge, and is found again', async () => {
    const { recorder } = await world()
    const { holder, openCheck } = await recorder()
    expect((await holder.read()).check).toBeUndefined()
    const opened = (await openCheck()).json()
    expect(opened).toMatchObject({
      step: 'identity',
      check: { state: 'recording', attempt: 1, attemptsLeft: 5, documentKind: 'passport' },
    })
    expect(opened.check.challenge.movements).toHaveLength(3)
    expect(opened.check.challenge.digits).toMatch(/^[0-9]{3}$/)
    expect((await openCheck()).json()).toEqual(opened)
    expect(await holder.read()).toEqual(opened)
  })

  test('is for who proved their contact', async () => {
    const { holder: make } = await world()
    const holder = make()
    await holder.accept()
    const early = await holder.post('/enrolment/check', { documentKind: 'passport' })
    expect(codeOf(early)).toBe('enrolment-step')
    expect(codeOf(await holder.post('/enrolment/check/withdraw'))).toBe('enrolment-step')
    expect(codeOf(await holder.post('/enrolment/check/send', { claims }))).toBe('enrolment-step')
    await holder.identified('claire')
    const late = await holder.post('/enrolment/check', { documentKind: 'passport' })
    expect(codeOf(late)).toBe('enrolment-step')
  })

  test('is sent with both films and compared with the registry; a letter tells', async () => {
    const { recorder, subjects, checks, clock } = await world()
    const { holder, upload, openCheck, send } = await recorder()
    expect(codeOf(await send())).toBe('check-state')
    await openCheck()
    expect(codeOf(await send())).toBe('recordings-missing')
    const film = await makeFilm()
    await upload.upload('document', film)
    expect(codeOf(await send())).toBe('recordings-missing')
    await upload.upload('face', film)
    const sent = (await send({ mrz })).json()
    expect(sent.check).toMatchObject({
      state: 'waiting',
      sentAt: clock().getTime(),
      attemptsLeft: 4,
      differing: [],
    })
    expect(sent.check).not.toHaveProperty('challenge')
    expect(sent.check).not.toHaveProperty('estimateMs')
    expect((await send({ mrz })).json()).toEqual(sent)
    expect(await holder.read()).toEqual(sent)
    expect((await openCheck()).json()).toEqual(sent)
    expect(
      (await subjects()).filter((line) => line?.includes('vidéos sont arrivées')),
    ).toHaveLength(1)
    expect(await checks.queue(9)).toMatchObject([{ checkId: sent.check.checkId }])
  })

  test('tells which traits of the document are not the registry’s', async () => {
    const { recorder } = await world()
    const { sent, holder } = await recorder('theo')
    await sent()
    expect((await holder.read()).check).not.toHaveProperty('differing')
    const claire = await recorder()
    await claire.openCheck()
    await claire.upload.upload('document', await makeFilm())
    await claire.upload.upload('face', await makeFilm())
    const other = mrz.map((line) => line.replace('AUBERTIN<<CLAIRE', 'AUBERTIN<<ODETTE'))
    const answer = (await claire.send({ mrz: other })).json()
    expect(answer.check.differing).toEqual(['givenNames'])
  })

  test('takes a residence permit as well, from its film to an agent’s list', async () => {
    const { recorder, database } = await world()
    const { upload, openCheck, send } = await recorder()
    await openCheck('residence-permit')
    await upload.upload('document', await makeFilm())
    await upload.upload('face', await makeFilm())
    const permit = [
      'IRFRAX1X2X3X4X9<<<<<<<<<<<<<<<',
      '8403124F3501014FRA<<<<<<<<<<<2',
      'AUBERTIN<<CLAIRE<<<<<<<<<<<<<<',
    ]
    const { check } = (await send({ mrz: permit })).json()
    expect(check).toMatchObject({
      state: 'waiting',
      documentKind: 'residence-permit',
      differing: [],
    })
    const rows = await database.db.select().from(database.tables.identityChecks)
    expect(rows).toMatchObject([{ documentKind: 'residence-permit', state: 'waiting' }])
  })

  test('wants a film of the living challenge, and draws another one in its time', async () => {
    const { recorder, pass } = await world()
    const { holder, upload, openCheck, send } = await recorder()
    const first = (await openCheck()).json().check
    const film = await makeFilm()
    await upload.upload('document', film)
    await upload.upload('face', film)
    pass(challengeMs)
    expect(codeOf(await send())).toBe('challenge-expired')
    const again = (await openCheck()).json().check
    expect(again.checkId).toBe(first.checkId)
    expect(again.challengeEndsAt).toBeGreaterThan(first.challengeEndsAt)
    expect(again.recordings).toMatchObject([{ kind: 'document', state: 'complete' }])
    expect(codeOf(await send())).toBe('recordings-missing')
    await upload.upload('face', film)
    expect((await send()).json().check).toMatchObject({ state: 'waiting' })
    expect((await holder.read()).check?.state).toBe('waiting')
  })

  test('puts away the film of another kind of document', async () => {
    const { recorder } = await world()
    const { upload, openCheck } = await recorder()
    await openCheck('passport')
    await upload.upload('document', await makeFilm())
    await upload.upload('face', await makeFilm())
    const changed = (await openCheck('identity-card')).json().check
    expect(changed).toMatchObject({ documentKind: 'identity-card', recordings: [{ kind: 'face' }] })
    expect(codeOf(await openCheck('licence'))).toBe('request-malformed')
  })

  test('not sent within a day is begun anew', async () => {
    const { recorder, pass } = await world()
    const { openCheck } = await recorder()
    const first = (await openCheck()).json().check
    pass(day)
    const next = (await openCheck()).json().check
    expect(next.checkId).not.toBe(first.checkId)
    expect(next).toMatchObject({ attempt: 1, attemptsLeft: 5, recordings: [] })
  })

  test('is withdrawn for another way, and told where it was sent', async () => {
    const { recorder, subjects } = await world()
    const { holder, openCheck, sent } = await recorder()
    expect(codeOf(await holder.post('/enrolment/check/withdraw'))).toBe('check-state')
    await openCheck()
    expect((await holder.post('/enrolment/check/withdraw')).json().check.state).toBe('withdrawn')
    expect((await subjects()).join()).not.toContain('arrêtée')
    await sent()
    expect((await holder.post('/enrolment/check/withdraw')).json()).toMatchObject({
      identity: { state: 'none' },
      check: { state: 'withdrawn' },
    })
    expect((await subjects()).filter((line) => line?.includes('arrêtée'))).toHaveLength(1)
    expect(codeOf(await holder.post('/enrolment/check/withdraw'))).toBe('check-state')
  })

  test('ends when the identity is proven by France Identité', async () => {
    const { recorder, checks } = await world()
    const { holder, sent } = await recorder()
    await sent()
    await holder.identify('claire')
    const enrolment = await holder.read()
    expect(enrolment.step).toBe('securing')
    expect(enrolment).not.toHaveProperty('check')
    expect(await checks.queue(9)).toEqual([])
  })

  test('refused tells reasons and hint, and may be tried again without starting over', async () => {
    const { recorder, refuse, pass } = await world()
    const { holder, sent, openCheck } = await recorder()
    const { checkId } = (await sent()).json().check
    pass(5 * minute)
    await refuse(checkId, ['document-unreadable', 'face-dark'], 'Près d’une fenêtre.')
    expect((await holder.read()).check).toMatchObject({
      state: 'refused',
      attemptsLeft: 4,
      refusal: { reasons: ['document-unreadable', 'face-dark'], hint: 'Près d’une fenêtre.' },
    })
    const next = (await openCheck()).json().check
    expect(next).toMatchObject({ state: 'recording', attempt: 2, recordings: [] })
    expect(next).not.toHaveProperty('refusal')
  })

  test('may be sent five times in a week', async () => {
    const { recorder, refuse, pass } = await world()
    const { sent, openCheck } = await recorder()
    for (let count = 0; count < 5; count++) {
      const { checkId } = (await sent()).json().check
      await refuse(checkId, ['document-cut'], '')
      pass(minute)
    }
    const sixth = await openCheck()
    expect([sixth.statusCode, codeOf(sixth)]).toEqual([429, 'check-attempts-spent'])
    pass(7 * day)
    expect((await openCheck()).json().check).toMatchObject({ attempt: 6, attemptsLeft: 5 })
  })

  test('asks the same again after it was withdrawn, on whatever phone, while that is alive', async () => {
    const { recorder, pass, ...all } = await world()
    const { holder, openCheck } = await recorder()
    const first = (await openCheck()).json().check
    const { challenge, challengeEndsAt } = first
    await holder.post('/enrolment/check/withdraw')
    pass(minute)
    await deleteDueChecks(deletionNeeds({ ...all, settings, log: createLog('silent') }))
    const again = (await openCheck()).json().check
    expect(again).toMatchObject({ state: 'recording', challenge, challengeEndsAt })
    expect(again.checkId).not.toBe(first.checkId)
    await holder.post('/enrolment/check/withdraw')
    const other = await recorder()
    expect((await other.openCheck()).json().check).toMatchObject({ challenge, challengeEndsAt })
    const ange = await recorder('ange')
    expect((await ange.openCheck()).json().check.challengeEndsAt).toBeGreaterThan(challengeEndsAt)
    pass(challengeMs)
    expect((await openCheck()).json().check.challengeEndsAt).toBe(
      all.clock().getTime() + challengeMs,
    )
  })

  test('asks something new after a decision', async () => {
    const { recorder, refuse, pass, clock } = await world()
    const { sent, openCheck } = await recorder()
    const { checkId } = (await sent()).json().check
    await refuse(checkId, ['challenge-not-followed'], '')
    pass(minute)
    const { challengeEndsAt } = (await openCheck()).json().check
    expect(challengeEndsAt).toBe(clock().getTime() + challengeMs)
  })

  test('draws ten challenges a day for a person, whatever phone they ask from', async () => {
    const { recorder, database, pass } = await world()
    const { holder, openCheck } = await recorder()
    // Half of them in the place of one that ended, half for a check begun anew.
    for (let count = 0; count < 5; count++) {
      expect((await openCheck()).statusCode).toBe(200)
      pass(challengeMs)
      expect((await openCheck()).statusCode).toBe(200)
      pass(challengeMs)
      await holder.post('/enrolment/check/withdraw')
    }
    const rows = () => database.db.select().from(database.tables.identityChecks)
    const before = await rows()
    const other = await recorder()
    for (const ask of [openCheck, other.openCheck]) {
      const answer = await ask()
      expect([answer.statusCode, codeOf(answer)]).toEqual([429, 'limit-reached'])
    }
    expect(await rows()).toEqual(before)
    expect((await (await recorder('ange')).openCheck()).statusCode).toBe(200)
    pass(day)
    expect((await openCheck()).statusCode).toBe(200)
  })

  test('is begun anew thirty times a day', async () => {
    const { recorder } = await world()
    const { holder, openCheck } = await recorder()
    for (let count = 0; count < 30; count++) {
      expect((await openCheck()).statusCode).toBe(200)
      await holder.post('/enrolment/check/withdraw')
    }
    expect(codeOf(await openCheck())).toBe('limit-reached')
  })

  test('tells how long is usually waited once five were decided', async () => {
    const { recorder, refuse, pass } = await world()
    for (const [index, person] of ['ange', 'lisandra', 'mael', 'bernadette', 'samir'].entries()) {
      const { sent } = await recorder(person)
      const { checkId } = (await sent()).json().check
      pass((index + 1) * 10 * minute)
      await refuse(checkId, ['document-cut'], '')
    }
    const { sent } = await recorder()
    expect((await sent()).json().check.estimateMs).toBe(30 * minute)
  })

  test('leaves no name and no line of a document in the log or in clear in the rows', async () => {
    const { recorder, lines, database } = await world()
    const { upload, openCheck, send } = await recorder()
    await openCheck()
    await upload.upload('document', await makeFilm())
    await upload.upload('face', await makeFilm())
    await send({ mrz })
    const rows = JSON.stringify(await database.db.select().from(database.tables.identityChecks))
    for (const trace of ['AUBERTIN', 'P<FRA', '1984-03-12']) {
      expect(lines.join('\n')).not.toContain(trace)
      expect(rows).not.toContain(trace)
    }
  })
})
