import { setTimeout as wait } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { challengeMs, checkStates, type CheckState } from '@etui/shared/enrolment/check.ts'
import type { Database } from '../db/database.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { testKeys } from '../enrolment/test-keys.ts'
import { openContent } from './check-row.ts'
import { checkStore } from './check-store.ts'
import { deletionStore } from './deletion-store.ts'
import { recordingStore } from './recording-store.ts'
import { addFilms, challenge, claims, sentCheck } from './test-checks.ts'

const at = new Date('2026-11-21T10:00:00.000Z')
const later = (ms: number) => new Date(at.getTime() + ms)
const minute = 60_000
const day = 24 * 60 * minute
const said = { mrz: ['L1', 'L2'], claims, differing: ['givenNames'] }

forEachEngine('checks of identity', (open) => {
  async function world() {
    const database = await open()
    const keys = await testKeys(() => at)
    const checks = checkStore(database, keys)
    const it = { enrolmentId: 'e1', registryId: 'claire', documentKind: 'passport', at } as const
    const opened = await checks.open({ ...it, challenge })
    if (!opened) throw new TypeError('not opened')
    const { identityChecks } = database.tables
    /** The row in this state, in the hands of an agent: nothing but the state speaks against any act. */
    const put = (state: CheckState) =>
      database.db
        .update(identityChecks)
        .set({ ...opened, state, leasedTo: 'a', leaseEndsAt: later(day) })
        .where(eq(identityChecks.checkId, opened.checkId))
    return { database, keys, checks, it, checkId: opened.checkId, opened, put }
  }

  test('are opened once for an activation, even by five requests at once', async () => {
    const { checks, it, checkId, opened } = await world()
    expect(opened).toMatchObject({ state: 'recording', attempt: 1, challenge })
    expect(opened.challengeEndsAt).toEqual(later(challengeMs))
    expect(opened.recordingsDueAt).toEqual(later(7 * day))
    const again = await Promise.all([1, 2, 3, 4].map(() => checks.open({ ...it, challenge })))
    expect(again).toEqual([undefined, undefined, undefined, undefined])
    const others = await Promise.all(
      [1, 2, 3].map(() => checks.open({ ...it, enrolmentId: 'e2', challenge })),
    )
    expect(others.filter(Boolean)).toHaveLength(1)
    expect(await checks.latestOf('e1')).toMatchObject({ checkId })
  })

  test('are sent with both films and a living challenge, once', async () => {
    const { database, keys, checks, checkId } = await world()
    expect(await checks.send(checkId, said, later(1))).toBeUndefined()
    await addFilms(database, checkId, at)
    expect(await checks.send(checkId, said, later(challengeMs))).toBeUndefined()
    const sent = await Promise.all([1, 2].map(() => checks.send(checkId, said, later(5))))
    expect(sent.filter(Boolean)).toHaveLength(1)
    const row = await checks.find(checkId)
    expect(row).toMatchObject({ state: 'waiting', sentAt: later(5), mrzDiffering: ['givenNames'] })
    expect(JSON.stringify(row)).not.toContain('AUBERTIN')
    expect(row && openContent(row, keys)).toEqual({
      mrz: ['L1', 'L2'],
      claims,
      question: undefined,
      hint: undefined,
    })
  })

  test('a film that was refused or is under way does not count', async () => {
    const { database, checks, checkId } = await world()
    await addFilms(database, checkId, at)
    const { recordings } = database.tables
    const setFace = (state: 'uploading' | 'refused' | 'complete') =>
      database.db.update(recordings).set({ state }).where(eq(recordings.kind, 'face'))
    await setFace('uploading')
    expect(await checks.send(checkId, said, at)).toBeUndefined()
    await setFace('refused')
    expect(await checks.send(checkId, said, at)).toBeUndefined()
    await setFace('complete')
    expect(await checks.send(checkId, said, at)).toBeDefined()
  })

  test('get another challenge only when the one before has ended', async () => {
    const { checks, checkId } = await world()
    const other = { movements: ['down'], digits: '118' } as const
    expect(await checks.drawChallenge(checkId, other, later(challengeMs - 1))).toBeUndefined()
    expect(await checks.drawChallenge(checkId, other, later(challengeMs))).toMatchObject({
      challenge: other,
      challengeEndsAt: later(2 * challengeMs),
    })
  })

  test('are five in seven days for a person, whatever phone they come from', async () => {
    const { database, checks, checkId } = await world()
    for (let count = 0; count < 5; count++) {
      await sentCheck(database, checks, {
        name: `${count}`,
        at: later(count),
        registryId: 'claire',
      })
    }
    expect(await checks.attemptsLeft('claire', later(9))).toBe(0)
    await addFilms(database, checkId, at)
    expect(await checks.send(checkId, said, later(9))).toBeUndefined()
    expect(await checks.attemptsLeft('ange', later(9))).toBe(5)
    expect(await checks.attemptsLeft('claire', later(7 * day))).toBe(1)
    const sent = await checks.sentOf('claire', 3)
    expect(sent.map(({ sentAt }) => sentAt)).toEqual([later(4), later(3), later(2)])
    expect(sent[0]?.attempt).toBe(5)
  })

  test('are never more than five in a week, though many phones send at the same instant', async () => {
    const { database, checks } = await world()
    for (let count = 0; count < 4; count++) {
      await sentCheck(database, checks, { name: `${count}`, at, registryId: 'theo' })
    }
    const ready: string[] = []
    for (let phone = 0; phone < 6; phone++) {
      const it = { enrolmentId: `phone-${phone}`, registryId: 'theo', challenge, at } as const
      const opened = await checks.open({ ...it, documentKind: 'passport' })
      if (!opened) throw new TypeError('not opened')
      await addFilms(database, opened.checkId, at)
      ready.push(opened.checkId)
    }
    const sent = await Promise.all(
      ready.map((checkId) =>
        database.unit(async () => {
          const row = await checks.send(checkId, said, later(1))
          // Nobody has seen it yet: the others look before it is committed.
          await wait(50)
          return row
        }),
      ),
    )
    expect(sent.filter(Boolean)).toHaveLength(1)
    expect(await checks.attemptsLeft('theo', later(1))).toBe(0)
  })

  test.each(checkStates)('do nothing they may not when %s', async (state) => {
    const { database, checks, checkId, put } = await world()
    const recordings = recordingStore(database)
    await addFilms(database, checkId, at)
    const holder = { checkId, agentId: 'a', at } as const
    const film = { checkId, kind: 'face', size: 9, contentType: 'video/webm', at } as const
    const acts: Record<string, () => Promise<unknown>> = {
      drawChallenge: () => checks.drawChallenge(checkId, challenge, later(challengeMs)),
      changeDocument: () => checks.changeDocument(checkId, 'identity-card'),
      send: () => checks.send(checkId, said, later(1)),
      withdraw: () => checks.withdrawOpen('e1', later(2)),
      expire: () => deletionStore(database).expire(checkId, later(8 * day)),
      take: () => checks.take(checkId, { agentId: 'a', isSupervisor: true }, at),
      renew: () => checks.renew(checkId, 'a', at),
      release: () => checks.release(checkId, 'a'),
      lookAt: () => checks.leased(checkId, 'a', at),
      accept: () => checks.decide({ ...holder, decision: 'accepted', reasons: [] }),
      refuse: () => checks.decide({ ...holder, decision: 'refused', reasons: ['face-dark'] }),
      askSupervisor: () => checks.askSupervisor({ ...holder, question: 'Ce cachet ?' }, at),
      beginFilm: () => recordings.begin(film),
      discardFilm: () => recordings.discard(checkId, 'document'),
    }
    const done: string[] = []
    for (const [name, act] of Object.entries(acts)) {
      await put(state)
      const seen = await checks.find(checkId)
      if (await act()) done.push(name)
      else expect([name, await checks.find(checkId)]).toEqual([name, seen])
    }
    const allowed: Record<CheckState, string[]> = {
      recording: [
        'drawChallenge',
        'changeDocument',
        'send',
        'withdraw',
        'expire',
        'beginFilm',
        'discardFilm',
      ],
      waiting: [
        'withdraw',
        'expire',
        'take',
        'renew',
        'release',
        'lookAt',
        'accept',
        'refuse',
        'askSupervisor',
      ],
      accepted: [],
      refused: [],
      withdrawn: [],
    }
    expect(done).toEqual(allowed[state])
  })

  test.each(['begun', 'discarded'] as const)(
    'are not sent without the film that another request has just %s',
    async (how) => {
      const { database, checks, checkId } = await world()
      const recordings = recordingStore(database)
      await addFilms(database, checkId, at)
      const kind = 'face'
      const film = { checkId, kind, size: 9, contentType: 'video/webm', at } as const
      const changed = Promise.withResolvers<void>()
      const looked = Promise.withResolvers<void>()
      const change = database.unit(async () => {
        await (how === 'begun' ? recordings.begin(film) : recordings.discard(checkId, kind))
        changed.resolve()
        await looked.promise
      })
      await changed.promise
      const sent = checks.send(checkId, said, later(1))
      await untilOneWaits(database)
      looked.resolve()
      await change
      expect(await sent).toBeUndefined()
    },
  )

  test('tell how long is waited, and nothing under five decisions', async () => {
    const { database, checks } = await world()
    for (const [count, minutes] of [50, 10, 30, 20, 40].entries()) {
      expect(await checks.medianWaitMs()).toBeUndefined()
      const checkId = await sentCheck(database, checks, { name: `${count}`, at })
      const decidedAt = later(minutes * minute)
      await checks.take(checkId, { agentId: 'a', isSupervisor: false }, decidedAt)
      const decision = { checkId, agentId: 'a', decision: 'accepted', reasons: [] } as const
      expect(await checks.decide({ ...decision, at: decidedAt })).toBeDefined()
    }
    expect(await checks.medianWaitMs()).toBe(30 * minute)
  })
})

/** Until another session has asked for what a unit under way holds; in one process, where units queue, there is none to ask. */
async function untilOneWaits({ engine, db }: Database): Promise<void> {
  if (engine === 'sqlite') return
  const waiting = db
    .select({ pid: sql<number>`pid` })
    .from(sql`pg_stat_activity`)
    .where(sql`datname = current_database() and wait_event_type = 'Lock'`)
  while ((await waiting).length === 0) await wait(5)
}
