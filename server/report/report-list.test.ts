import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { openConsole } from '../agent/test-console.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { settings } from '../phone/test-holder.ts'
import { reportChores } from './report-chores.ts'

const day = 24 * 60 * 60_000

forEachEngine('the agents’ list of readings that holders do not know', (open) => {
  async function world() {
    const all = await openConsole(open)
    const { database, clock, holder, pass } = all
    const { readings, people, counters, professionals } = database.tables
    const claire = holder()
    await claire.activated('claire')
    const [person] = await database.db.select().from(people)
    await database.db.insert(counters).values({
      professionalId: 'pro',
      counterId: 'c1',
      name: 'Comptoir 1',
      createdAt: clock(),
    })
    await database.db.insert(professionals).values({
      professionalId: 'pro',
      nationalIdHash: randomBytes(32),
      sealedNationalId: randomBytes(32),
      sealedName: randomBytes(32),
      professionCode: '21',
      organisationName: 'Pharmacie du Lavoir',
      createdAt: clock(),
      signedInAt: clock(),
    })
    /** Reads Claire's card, and has her say that she does not know of it. */
    const report = async () => {
      pass(1_000)
      const proofHash = randomBytes(32)
      await database.db.insert(readings).values({
        personId: person?.personId ?? '',
        proofHash,
        phoneId: 'phone',
        beneficiaryId: '0',
        counterId: 'c1',
        professionalId: 'pro',
        provedAt: clock(),
        readAt: clock(),
        recordedAt: clock(),
        unlockedBy: 1,
        frameType: 2,
        way: 'tap',
        isFlagged: true,
      })
      await claire.post(`/readings/${proofHash.toString('base64url')}/report`)
    }
    const one = await all.agent()
    const list = async () => (await one.get('/api/reports')).json()
    return { ...all, report, one, list }
  }

  test('tells who, which reading, when and how, the oldest first', async () => {
    const { report, list, clock } = await world()
    expect(await list()).toEqual({ openCount: 0, open: [], closed: [] })
    await report()
    const at = clock().getTime()
    await report()
    const told = await list()
    expect([told.openCount, told.closed]).toEqual([2, []])
    expect(told.open).toHaveLength(2)
    expect(told.open[0]).toEqual({
      reportId: expect.any(String),
      reportedAt: at,
      readAt: at,
      counterName: 'Comptoir 1',
      organisation: 'Pharmacie du Lavoir',
      professionCode: '21',
      way: 'tap',
      isOffline: false,
      isFlagged: true,
      person: expect.objectContaining({ familyName: 'AUBERTIN', birthDate: '1984-03-12' }),
    })
  })

  test('is written down each time it is looked at, without a trait of anybody', async () => {
    const { report, list, one, audit } = await world()
    await list()
    await report()
    const [{ reportId }] = (await list()).open
    const entries = await audit.after(0, 100)
    expect(entries.filter(({ act }) => act === 'reports-read')).toMatchObject([
      { agentId: one.agentId, facts: { count: 1, reports: [reportId] } },
    ])
    expect(JSON.stringify(entries)).not.toMatch(/AUBERTIN|Lavoir/)
  })

  test('closes a report once, with what became of it, and writes that down', async () => {
    const { report, list, one, agent, acts, clock } = await world()
    await report()
    const [{ reportId }] = (await list()).open
    const url = `/api/reports/${reportId}`
    const both = await Promise.all([
      one.post(url, { outcome: 'recognised' }),
      (await agent()).post(url, { outcome: 'unresolved' }),
    ])
    expect(both.map(codeOf).toSorted()).toEqual(['report-closed', undefined])
    const told = await list()
    expect([told.openCount, told.open]).toEqual([0, []])
    expect(told.closed).toMatchObject([{ reportId, closed: { at: clock().getTime() } }])
    expect((await acts()).filter(({ act }) => act === 'report-closed')).toMatchObject([
      { subject: reportId },
    ])
    expect(codeOf(await one.post('/api/reports/x', { outcome: 'recognised' }))).toBe(
      'report-closed',
    )
    expect(codeOf(await one.post(url, { outcome: 'forgotten' }))).toBe('request-malformed')
  })

  test('forgets a closed report after as long as a reading, and never an open one', async () => {
    const { report, list, one, pass, database, clock } = await world()
    await report()
    const [{ reportId }] = (await list()).open
    await one.post(`/api/reports/${reportId}`, { outcome: 'recognised' })
    await report()
    const [chore] = reportChores({ database, clock, settings: settings })
    pass(729 * day)
    await chore?.run()
    const { readingReports } = database.tables
    expect(await database.db.select().from(readingReports)).toHaveLength(2)
    pass(3 * day)
    await chore?.run()
    const left = await database.db.select().from(readingReports)
    expect(left.map(({ closedAt }) => closedAt)).toEqual([null])
  })

  test('is for agents', async () => {
    const { app } = await world()
    const headers = { host: new URL(settings.origins.console).host }
    expect((await app.inject({ url: '/api/reports', headers })).statusCode).toBe(401)
  })
})
