import { expect, test } from 'vitest'
import { deskKeptMs } from '@etui/shared/enrolment/retention.ts'
import { openConsole } from '../agent/test-console.ts'
import { deletionNeeds } from '../check/deletion-needs.ts'
import { retentionReport } from '../check/retention-report.ts'
import { choresOf } from '../chores.ts'
import type { Database } from '../db/database.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { createLog } from '../log/log.ts'
import { settings } from '../phone/test-holder.ts'
import { deskEvidence } from './desk-evidence.ts'

/** What a process that dies at this moment leaves: what was committed before, nothing after. */
class Died extends Error {
  override readonly name = 'Died'
}

/** A database whose process dies when a unit has done its work and is not committed yet. */
function dying(database: Database): Database {
  return {
    ...database,
    unit: (work) =>
      database.unit<never>(async (db) => {
        await work(db)
        throw new Died()
      }),
  }
}

const traces = ['claire', 'theo', 'AUBERTIN', '19AA00001', 'deux T']

forEachEngine('what desks and corrections leave', (open) => {
  async function world() {
    const all = await openConsole(open)
    const { database } = all
    const { deletions, deskApprovals, corrections } = database.tables
    const log = createLog('silent')
    const given = { ...all, settings, log }
    const chores = choresOf(given)
    const one = await all.agent()
    return {
      ...all,
      one,
      async run() {
        for (const name of ['forget-desk-approvals', 'forget-corrections']) {
          await chores.find((chore) => chore.name === name)?.run()
        }
      },
      async held() {
        const numbers = await database.db.select().from(deskApprovals)
        const told = await database.db.select().from(corrections)
        return { numbers: numbers.length, corrections: told.map(({ state }) => state).toSorted() }
      },
      records: () => database.db.select().from(deletions),
      report: () => retentionReport({ ...deletionNeeds(given), desk: deskEvidence(database) }),
      /** A number seen at a desk. */
      async see(registryId: string) {
        const { holder } = await all.proving(registryId)
        const { code } = (await holder.post('/enrolment/desk-code')).json<{ code: string }>()
        await one.post('/api/desk/find', { code })
        const seen = { documentKind: 'passport', documentNumber: '19AA00001' }
        const accepted = await one.post('/api/desk/accept', { code, ...seen })
        expect(accepted.statusCode).toBe(200)
        const rows = await database.db.select().from(deskApprovals)
        return String(rows.at(-1)?.approvalId)
      },
      /** What somebody asks to be corrected. */
      async ask(registryId: string) {
        const { holder } = await all.proving(registryId)
        const told = { text: 'Mon nom s’écrit avec deux T.', differing: ['familyName'] }
        await holder.post('/enrolment/correction', told)
        const listed = (await one.get('/api/corrections')).json().corrections
        return { holder, correctionId: String(listed.at(-1)?.correctionId) }
      },
    }
  }

  test.each(['document-number', 'correction'] as const)(
    'goes after 89 days, not before, and its record names nobody (%s)',
    async (what) => {
      const { see, ask, one, run, held, records, clock, pass } = await world()
      const asked = what === 'correction' ? await ask('theo') : undefined
      const checkId = asked?.correctionId ?? (await see('claire'))
      if (asked) await one.post(`/api/corrections/${checkId}`, { outcome: 'corrected' })
      const before = await held()
      expect(before).toEqual(
        asked ? { numbers: 0, corrections: ['closed'] } : { numbers: 1, corrections: [] },
      )
      pass(deskKeptMs - 1)
      await run()
      expect(await held()).toEqual(before)
      expect(await records()).toEqual([])
      pass(1)
      await run()
      expect(await held()).toEqual({ numbers: 0, corrections: [] })
      const gone = await records()
      const times = { dueAt: clock(), startedAt: clock(), doneAt: clock() }
      const record = { ...times, deletionId: expect.any(String), cause: 'decision', objects: 0 }
      expect(gone).toEqual([{ ...record, checkId, what }])
      for (const trace of traces) expect(JSON.stringify(gone)).not.toContain(trace)
    },
  )

  test('a correction nobody closes goes as late after it was asked, and may be asked anew', async () => {
    const { ask, run, held, records, pass } = await world()
    const { holder } = await ask('theo')
    pass(deskKeptMs - 1)
    await run()
    expect(await held()).toMatchObject({ corrections: ['open'] })
    pass(1)
    await run()
    expect(await held()).toMatchObject({ corrections: [] })
    expect(await records()).toMatchObject([{ what: 'correction', cause: 'age' }])
    expect((await holder.read()).correction).toBeUndefined()
  })

  test('one closed late is kept as long from then on', async () => {
    const { ask, agent, run, held, records, pass } = await world()
    const { correctionId } = await ask('theo')
    pass(deskKeptMs - 1)
    const later = await agent()
    await later.post(`/api/corrections/${correctionId}`, { outcome: 'unchanged' })
    pass(deskKeptMs - 1)
    await run()
    expect(await held()).toMatchObject({ corrections: ['closed'] })
    pass(1)
    await run()
    expect(await held()).toMatchObject({ corrections: [] })
    expect(await records()).toMatchObject([{ what: 'correction', cause: 'decision' }])
  })

  test('interrupted is undone whole: neither gone without a record, nor recorded and still there', async () => {
    const { see, ask, database, run, held, records, clock, pass } = await world()
    await see('claire')
    await ask('theo')
    pass(deskKeptMs)
    const interrupted = deskEvidence(dying(database))
    for (const part of ['document-number', 'correction'] as const) {
      await expect(interrupted.forget(part, clock(), 100)).rejects.toThrow(Died)
    }
    expect(await held()).toEqual({ numbers: 1, corrections: ['open'] })
    expect(await records()).toEqual([])
    await run()
    expect(await held()).toEqual({ numbers: 0, corrections: [] })
    expect(await records()).toHaveLength(2)
  })

  test('two nodes at once leave one record of each', async () => {
    const { see, ask, run, held, records, pass } = await world()
    await see('claire')
    await ask('theo')
    await ask('ange')
    pass(deskKeptMs)
    await Promise.all([run(), run(), run()])
    expect(await held()).toEqual({ numbers: 0, corrections: [] })
    expect(await records()).toHaveLength(3)
  })

  test('is more than a turn takes, and all of it goes', async () => {
    const { see, database, run, held, records, pass } = await world()
    await see('claire')
    const { deskApprovals } = database.tables
    const [row] = await database.db.select().from(deskApprovals)
    if (!row) throw new TypeError('a number was seen')
    const many = Array.from({ length: 230 }, (_, n) => ({ ...row, approvalId: `seen-${n}` }))
    await database.db.insert(deskApprovals).values(many)
    pass(deskKeptMs)
    await run()
    expect(await held()).toMatchObject({ numbers: 0 })
    expect(await records()).toHaveLength(231)
  })

  test('is counted by the report: due, overdue, done', async () => {
    const { see, ask, run, report, clock, pass } = await world()
    await see('claire')
    const dueAt = new Date(clock().getTime() + deskKeptMs).toISOString()
    await ask('theo')
    const kept = await report()
    expect(kept.isKept).toBe(true)
    expect(kept.text).toContain(
      `desk: 89 days\n  due: 1, the first on ${dueAt}\n  overdue: 0\n  deleted: 0 (decided 0, too old 0)\n`,
    )
    pass(deskKeptMs)
    const late = await report()
    expect(late.isKept).toBe(false)
    expect(late.text.match(/ {2}due: 0\n {2}overdue: 1\n/g)).toHaveLength(2)
    await run()
    const after = await report()
    expect(after.isKept).toBe(true)
    expect(after.text).toContain('  overdue: 0\n  deleted: 1 (decided 1, too old 0)\n')
    expect(after.text).toContain('  overdue: 0\n  deleted: 1 (decided 0, too old 1)\n')
    for (const trace of traces) expect(after.text).not.toContain(trace)
  })
})
