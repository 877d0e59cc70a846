import { expect, test } from 'vitest'
import { attemptsMs } from '@etui/shared/enrolment/check.ts'
import { evidenceDueAt } from '@etui/shared/enrolment/retention.ts'
import { openConsole } from '../agent/test-console.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { createLog } from '../log/log.ts'
import { settings } from '../phone/test-holder.ts'
import { deleteDueChecks } from './delete-checks.ts'
import { deletionNeeds } from './deletion-needs.ts'

const day = 24 * 3_600_000

/** What a database never says of a check once its time is over: who, and what was seen or heard. */
const traces = ['claire', 'AUBERTIN', 'CLAIRE', '1984-03-12', 'P<FRA', 'fenêtre', 'Cachet']

forEachEngine('what remains of a check', (open) => {
  async function world() {
    const all = await openConsole(open)
    const { database } = all
    const { identityChecks, recordings, deletions, auditEntries } = database.tables
    const needs = deletionNeeds({ ...all, settings, log: createLog('silent') })
    return {
      ...all,
      run: () => deleteDueChecks(needs),
      rows: () => database.db.select().from(identityChecks),
      films: () => database.db.select().from(recordings),
      records: () => database.db.select().from(deletions),
      entries: () => database.db.select().from(auditEntries),
      /** Moves to the moment at which what was decided now is three months old. */
      threeMonths: () => all.pass(evidenceDueAt(all.clock()).getTime() - all.clock().getTime()),
    }
  }

  test.each(['accept', 'refuse'] as const)(
    'is nothing after three months but records without a person (%s)',
    async (decision) => {
      const all = await world()
      const { checkId, enrolmentId } = await all.waitingCase('claire')
      const [one, supervisor] = [await all.agent(), await all.agent('supervisor')]
      const at = (by: typeof one, url: string, body: object = {}) =>
        by.post(`/api/checks/${checkId}/${url}`, body)
      await at(one, 'take')
      await one.get(`/api/checks/${checkId}/recordings/face`)
      await at(one, 'supervisor', { question: 'Cachet ancien ?' })
      await at(supervisor, 'take')
      const scores = { likeness: 0.7 }
      const verdict =
        decision === 'accept'
          ? { decision, scores }
          : { decision, scores, reasons: ['faces-differ'], hint: 'Près d’une fenêtre.' }
      expect((await at(supervisor, 'decision', verdict)).statusCode).toBe(200)
      all.threeMonths()
      all.pass(-1)
      await all.run()
      expect(await all.rows()).toHaveLength(1)
      all.pass(1)
      await all.run()
      expect(await all.rows()).toEqual([])
      expect(await all.films()).toEqual([])
      expect(await all.blobs.list('checks')).toEqual([])
      expect(await all.checkKeys.list()).toEqual([])

      const records = await all.records()
      expect(records.map(({ what }) => what).toSorted()).toEqual(['evidence', 'recordings'])
      for (const record of records) {
        expect(Object.keys(record).toSorted()).toEqual([
          'cause',
          'checkId',
          'deletionId',
          'doneAt',
          'dueAt',
          'objects',
          'startedAt',
          'what',
        ])
      }
      const entries = (await all.entries()).filter(({ subject }) => subject === checkId)
      expect(entries.map(({ act, facts }) => [act, facts])).toEqual([
        ['case-taken', { attempt: 1 }],
        ['film-opened', { kind: 'face' }],
        ['supervisor-asked', { attempt: 1 }],
        ['case-taken', { attempt: 1 }],
        decision === 'accept'
          ? ['check-accepted', { attempt: 1, enrolmentId }]
          : ['check-refused', { attempt: 1, reasons: ['faces-differ'] }],
      ])
      const left = JSON.stringify([records, entries])
      for (const trace of traces) expect(left).not.toContain(trace)
      if (decision === 'refuse') expect(left).not.toContain(enrolmentId)
    },
  )

  test('is for a week what counts it among those sent, where it was withdrawn', async () => {
    const all = await world()
    const { checkId, enrolmentId, holder } = await all.waitingCase('claire')
    await holder.post('/enrolment/check/withdraw')
    const withdrawnAt = all.clock()
    await all.run()
    const [row] = await all.rows()
    const kept = Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== null))
    expect(kept).toEqual({
      checkId,
      enrolmentId,
      registryId: 'claire',
      attempt: 1,
      state: 'withdrawn',
      documentKind: 'passport',
      challenge: { movements: ['left', 'up', 'right'], digits: '407' },
      challengeEndsAt: expect.any(Date),
      createdAt: expect.any(Date),
      sentAt: expect.any(Date),
      isForSupervisor: false,
      recordingsDueAt: withdrawnAt,
      evidenceDueAt: withdrawnAt,
      recordingsDeletedAt: withdrawnAt,
      evidenceDeletedAt: withdrawnAt,
    })
    all.pass(attemptsMs - 1)
    await all.run()
    expect(await all.rows()).toHaveLength(1)
    all.pass(1)
    await all.run()
    expect(await all.rows()).toEqual([])
    expect(await all.films()).toEqual([])
    expect(await all.records()).toHaveLength(2)
  })

  test('is more while its films could not be removed, however old it is', async () => {
    const all = await world()
    const { checkId } = await all.waitingCase('claire')
    const one = await all.agent()
    await one.post(`/api/checks/${checkId}/take`)
    await one.post(`/api/checks/${checkId}/decision`, { decision: 'accept' })
    const blobs = { ...all.blobs, remove: () => Promise.reject(new Error('the store is away')) }
    const needs = deletionNeeds({ ...all, blobs, settings, log: createLog('silent') })
    all.pass(200 * day)
    await expect(deleteDueChecks(needs)).rejects.toThrow('the store is away')
    expect(await all.rows()).toHaveLength(1)
    await all.run()
    expect(await all.rows()).toEqual([])
  })
})
