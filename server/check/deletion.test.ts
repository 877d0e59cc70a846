import { expect, test } from 'vitest'
import { choresOf } from '../chores.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { deskEvidence } from '../desk/desk-evidence.ts'
import { settings } from '../phone/test-holder.ts'
import { createLog } from '../log/log.ts'
import { openContent } from './check-row.ts'
import { deleteBeforeServing, deleteDueChecks } from './delete-checks.ts'
import { deletionNeeds } from './deletion-needs.ts'
import { readFilm } from './film-objects.ts'
import { retentionReport } from './retention-report.ts'
import { claims } from './test-checks.ts'
import { makeFilm } from './test-films.ts'
import { openRecorders } from './test-recorder.ts'

const hour = 3_600_000
const day = 24 * hour

/** A process that dies at this moment. */
class Died extends Error {
  override readonly name = 'Died'
}

forEachEngine('deleting checks', (open) => {
  async function world() {
    const all = await openRecorders(open)
    const needs = deletionNeeds({ ...all, settings, log: createLog('silent') })
    const { database } = all
    const { deletions } = database.tables
    return {
      ...all,
      needs,
      run: () => deleteDueChecks(needs),
      report: () => retentionReport({ ...needs, desk: deskEvidence(database) }),
      async decide(checkId: string, decision: 'accepted' | 'refused' = 'refused') {
        await all.checks.take(checkId, { agentId: 'a', isSupervisor: false }, all.clock())
        const said = { hint: 'Près d’une fenêtre.', scores: { likeness: 0.7 } }
        const reasons = decision === 'refused' ? (['face-dark'] as const) : []
        const it = { checkId, agentId: 'a', decision, reasons, ...said, at: all.clock() }
        await all.checks.decide(it)
      },
      records: () => database.db.select().from(deletions),
      async filmsOf(checkId: string) {
        const names = await all.blobs.list('checks')
        return names.filter((name) => name.startsWith(`checks/${checkId}/`)).length
      },
      async waiting(registryId = 'claire') {
        const recorder = await all.recorder(registryId)
        const sent = (await recorder.sent()).json()
        return { ...recorder, checkId: String(sent.check.checkId) }
      },
    }
  }

  test('removes films and their key 96 hours after the decision, and not before', async () => {
    const { waiting, decide, run, pass, filmsOf, checks, checkKeys, ...all } = await world()
    const { checkId } = await waiting()
    await decide(checkId)
    const objects = await filmsOf(checkId)
    expect(objects).toBeGreaterThan(2)
    pass(96 * hour - 1)
    await run()
    expect(await filmsOf(checkId)).toBe(objects)
    expect((await checks.find(checkId))?.scores).toEqual({ likeness: 0.7 })
    pass(1)
    await run()
    expect(await filmsOf(checkId)).toBe(0)
    expect(await checkKeys.list()).toEqual([])
    expect(await all.filesOnDisk()).toEqual([])
    const row = await checks.find(checkId)
    expect(row).toMatchObject({ state: 'refused', scores: null, recordingsDeletedAt: all.clock() })
    expect(row && openContent(row, all.keys)).toMatchObject({ claims, hint: 'Près d’une fenêtre.' })
    expect(await all.records()).toEqual([
      {
        deletionId: expect.any(String),
        checkId,
        what: 'recordings',
        cause: 'decision',
        objects,
        dueAt: all.clock(),
        startedAt: all.clock(),
        doneAt: all.clock(),
      },
    ])
    expect(await all.recordings.ofCheck(checkId)).toEqual([])
  })

  test('removes what nobody decided on 7 days after receipt, ends it and tells', async () => {
    const { waiting, run, pass, filmsOf, checks, mails, ...all } = await world()
    const { checkId, holder } = await waiting()
    pass(7 * day - 1)
    await run()
    expect(await filmsOf(checkId)).toBeGreaterThan(0)
    pass(1)
    await Promise.all([run(), run()])
    expect(await all.filesOnDisk()).toEqual([])
    expect((await holder.read()).check).toMatchObject({ state: 'withdrawn', attemptsLeft: 5 })
    expect(await checks.queue(9)).toEqual([])
    const told = (await mails.list(50)).filter(({ text }) => text.includes('en une semaine'))
    expect(told.map(({ to }) => to)).toEqual(['claire@example.org'])
    expect((await all.records()).map(({ what, cause }) => `${what} ${cause}`)).toEqual(
      expect.arrayContaining(['recordings age']),
    )
    const row = await checks.find(checkId)
    expect(row).toMatchObject({ sealedClaims: null, sealedMrz: null })
  })

  test('a late decision keeps films no longer than 7 days', async () => {
    const { waiting, decide, run, pass, filmsOf } = await world()
    const { checkId } = await waiting()
    pass(6 * day)
    await decide(checkId)
    pass(day)
    await run()
    expect(await filmsOf(checkId)).toBe(0)
  })

  test('removes other evidence after 3 months, and not before', async () => {
    const { waiting, decide, run, pass, checks, clock, ...all } = await world()
    const { checkId } = await waiting()
    await decide(checkId, 'accepted')
    const decidedAt = clock()
    const due = new Date('2027-02-21T00:00:00Z').setUTCHours(
      decidedAt.getUTCHours(),
      decidedAt.getUTCMinutes(),
      decidedAt.getUTCSeconds(),
      decidedAt.getUTCMilliseconds(),
    )
    pass(due - decidedAt.getTime() - 1)
    await run()
    expect((await checks.find(checkId))?.sealedClaims).not.toBeNull()
    pass(1)
    await run()
    expect(await checks.find(checkId)).toBeUndefined()
    expect(await all.filesOnDisk()).toEqual([])
    expect((await all.records()).map(({ what }) => what).toSorted()).toEqual([
      'evidence',
      'recordings',
    ])
  })

  test('removes at once what was withdrawn, and leaves others alone', async () => {
    const { waiting, run, filmsOf, recordings, ...all } = await world()
    const claire = await waiting()
    const ange = await waiting('ange')
    await claire.holder.post('/enrolment/check/withdraw')
    await run()
    expect(await filmsOf(claire.checkId)).toBe(0)
    expect(await all.checkKeys.list()).toEqual([ange.checkId])
    const [film] = await recordings.ofCheck(ange.checkId)
    expect(film && (await readFilm(film, all))).toEqual(await makeFilm())
  })

  test('interrupted is finished later; its films never open again from the first step on', async () => {
    const { waiting, decide, needs, run, pass, filmsOf, recordings, records, ...all } =
      await world()
    const { checkId } = await waiting()
    await decide(checkId)
    const [film] = await recordings.ofCheck(checkId)
    pass(96 * hour)
    const died = () => Promise.reject(new Died())
    const withoutBlobs = { ...needs, blobs: { ...needs.blobs, remove: died } }
    await expect(deleteDueChecks(withoutBlobs)).rejects.toThrow(Died)
    expect(await filmsOf(checkId)).toBeGreaterThan(0)
    expect(film && (await readFilm(film, all).catch((error: Error) => error.name))).toBe(
      'FilmUnreadable',
    )
    expect(await records()).toMatchObject([{ doneAt: null }])
    const withoutRows = { ...needs, deletions: { ...needs.deletions, finish: died } }
    await expect(deleteDueChecks(withoutRows)).rejects.toThrow(Died)
    expect(await filmsOf(checkId)).toBe(0)
    pass(hour)
    await run()
    const [record, ...more] = await records()
    expect(more).toEqual([])
    expect(record).toMatchObject({ checkId, doneAt: all.clock() })
    expect(record?.objects).toBeGreaterThan(2)
  })

  test('goes on past a check that cannot be deleted, and tells of it', async () => {
    const { waiting, needs, run, pass, filmsOf, checks, checkKeys, records } = await world()
    const claire = await waiting()
    pass(1)
    const ange = await waiting('ange')
    pass(7 * day)
    const path = `checks/${claire.checkId}`
    const remove = (name: string) =>
      name === path ? Promise.reject(new Died()) : needs.blobs.remove(name)
    const partly = { ...needs, blobs: { ...needs.blobs, remove } }
    for (const each of [deleteDueChecks, deleteBeforeServing]) {
      await expect(each(partly)).rejects.toThrow(Died)
      expect(await filmsOf(claire.checkId)).toBeGreaterThan(0)
      expect(await filmsOf(ange.checkId)).toBe(0)
      expect(await checkKeys.list()).toEqual([])
      expect((await checks.find(claire.checkId))?.recordingsDeletedAt).toBeNull()
    }
    const films = (await records()).filter(({ what }) => what === 'recordings')
    expect(films.filter(({ doneAt }) => doneAt !== null)).toMatchObject([{ checkId: ange.checkId }])
    await run()
    expect(await filmsOf(claire.checkId)).toBe(0)
  })

  test('more checks that cannot be deleted than are looked at at once keep no other', async () => {
    const { waiting, needs, pass, filmsOf, checks, database } = await world()
    const { identityChecks } = database.tables
    const { checkId } = await waiting()
    const row = await checks.find(checkId)
    if (!row) throw new TypeError('a check waits')
    const before = { recordingsDueAt: new Date(0), state: 'withdrawn', enrolmentId: 'e' } as const
    const stuck = Array.from({ length: 120 }, (_, n) => ({
      ...row,
      ...before,
      checkId: `stuck-${n}`,
    }))
    await database.db.insert(identityChecks).values(stuck)
    pass(7 * day)
    const destroy = (id: string) =>
      id.startsWith('stuck') ? Promise.reject(new Died()) : needs.checkKeys.destroy(id)
    const partly = { ...needs, checkKeys: { ...needs.checkKeys, destroy } }
    await expect(deleteDueChecks(partly)).rejects.toThrow(Died)
    expect(await filmsOf(checkId)).toBe(0)
  })

  test('before anything is served deletes what a restored backup brought back', async () => {
    const { waiting, decide, needs, pass, filesOnDisk, blobs, checkKeys } = await world()
    const { checkId } = await waiting()
    await decide(checkId)
    // Films of a check that the restored rows do not know.
    await blobs.put('checks/forgotten/face-r1/000001-3', Buffer.from('abc'))
    await checkKeys.make('forgotten')
    pass(30 * day)
    await deleteBeforeServing(needs)
    expect(await filesOnDisk()).toEqual([])
  })

  test('sweeps a key that a late request drew for a check already deleted', async () => {
    const { waiting, run, pass, checkKeys, filesOnDisk } = await world()
    const { checkId } = await waiting()
    pass(7 * day)
    await run()
    await checkKeys.make(checkId)
    await run()
    expect(await filesOnDisk()).toEqual([])
  })

  test('is one of the chores', async () => {
    const { waiting, pass, filesOnDisk, ...all } = await world()
    await waiting()
    pass(7 * day)
    const chores = choresOf({ ...all, settings, log: createLog('silent') })
    await chores.find(({ name }) => name === 'delete-checks')?.run()
    expect(await filesOnDisk()).toEqual([])
  })

  test('is proven by a report in numbers, from the rows and from the disk', async () => {
    const { waiting, decide, run, report, pass, blobs, checkKeys } = await world()
    const { checkId } = await waiting()
    await waiting('ange')
    await decide(checkId)
    const before = await report()
    expect(before).toMatchObject({ isKept: true })
    expect(before.text).toContain('held: 2 checks')
    pass(7 * day)
    const late = await report()
    expect(late).toMatchObject({ isKept: false })
    expect(late.text).toContain('overdue: 2')
    await run()
    const after = await report()
    expect(after).toMatchObject({ isKept: true })
    expect(after.text).toMatch(
      /deleted: 2 checks \(decided 1, withdrawn 0, too old 1\), \d+ objects/,
    )
    expect(after.text).toContain('on the disk: 0 objects, 0 keys')
    expect(after.text).not.toContain(checkId)
    await checkKeys.make('unknown')
    expect(await report()).toMatchObject({ isKept: false })
    await checkKeys.destroy('unknown')
    await blobs.put(`checks/${checkId}/face-r/000001-1`, Buffer.alloc(1))
    expect(await report()).toMatchObject({ isKept: false })
  })
})
