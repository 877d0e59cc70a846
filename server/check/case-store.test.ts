import { expect, test } from 'vitest'
import { leaseMs } from '@etui/shared/enrolment/check.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { testKeys } from '../enrolment/test-keys.ts'
import { openContent } from './check-row.ts'
import { checkStore } from './check-store.ts'
import { sentCheck } from './test-checks.ts'

const at = new Date('2026-11-21T10:00:00.000Z')
const later = (ms: number) => new Date(at.getTime() + ms)
const day = 24 * 3_600_000
const agent = (agentId: string, isSupervisor = false) => ({ agentId, isSupervisor })

forEachEngine('cases', (open) => {
  async function world(many = 1) {
    const database = await open()
    const keys = await testKeys(() => at)
    const checks = checkStore(database, keys)
    const ids: string[] = []
    for (let count = 0; count < many; count++) {
      ids.push(await sentCheck(database, checks, { name: `${count}`, at: later(count - many) }))
    }
    const [first = ''] = ids
    const accept = (agentId: string, when: Date) =>
      checks.decide({ checkId: first, agentId, decision: 'accepted', reasons: [], at: when })
    return { checks, keys, ids, first, accept }
  }

  test('are listed and taken longest first', async () => {
    const { checks, ids } = await world(3)
    expect((await checks.queue(2)).map(({ checkId }) => checkId)).toEqual(ids.slice(0, 2))
    const taken = await checks.takeNext(agent('a'), at)
    expect(taken).toMatchObject({ checkId: ids[0], leasedTo: 'a', leaseEndsAt: later(leaseMs) })
    expect(await checks.countQueue(at)).toEqual({ waiting: 3, free: 2 })
    expect((await checks.takeNext(agent('b'), at))?.checkId).toBe(ids[1])
  })

  test('are given again to who asked and lost the answer', async () => {
    const { checks, ids } = await world(2)
    await checks.takeNext(agent('a'), at)
    const again = await checks.takeNext(agent('a'), later(5))
    expect(again).toMatchObject({ checkId: ids[0], leaseEndsAt: later(leaseMs + 5) })
  })

  test('go each to one of many agents who ask at once', async () => {
    const { checks, ids } = await world(5)
    const agents = Array.from({ length: 8 }, (_, index) => agent(`a${index}`))
    const taken = await Promise.all(agents.map((each) => checks.takeNext(each, at)))
    const got = taken.flatMap((row) => (row ? [row.checkId] : []))
    expect(got.toSorted()).toEqual(ids.toSorted())
  })

  test('are nobody else’s while leased, and return when the lease ends', async () => {
    const { checks, first, accept } = await world()
    expect(await checks.take(first, agent('a'), at)).toBeDefined()
    const [during, after] = [later(leaseMs - 1), later(leaseMs)]
    expect(await checks.take(first, agent('b'), during)).toBeUndefined()
    expect(await checks.leased(first, 'b', during)).toBeUndefined()
    expect(await checks.leased(first, 'a', during)).toBeDefined()
    expect(await accept('b', during)).toBeUndefined()
    expect(await checks.leased(first, 'a', after)).toBeUndefined()
    expect(await checks.renew(first, 'a', after)).toBeUndefined()
    expect(await accept('a', after)).toBeUndefined()
    expect(await checks.take(first, agent('b'), after)).toMatchObject({ leasedTo: 'b' })
    expect(await accept('a', after)).toBeUndefined()
  })

  test('are renewed by who holds them, and released by nobody else', async () => {
    const { checks, first } = await world()
    await checks.take(first, agent('a'), at)
    expect(await checks.renew(first, 'a', later(5))).toMatchObject({
      leaseEndsAt: later(leaseMs + 5),
    })
    expect(await checks.renew(first, 'b', later(5))).toBeUndefined()
    expect(await checks.release(first, 'b')).toBeUndefined()
    expect(await checks.release(first, 'a')).toMatchObject({ leasedTo: null })
    expect(await checks.take(first, agent('b'), later(6))).toBeDefined()
  })

  test('are decided once, even by two requests at once', async () => {
    const { checks, keys, first } = await world()
    await checks.take(first, agent('a'), at)
    const refusal = {
      checkId: first,
      agentId: 'a',
      decision: 'refused',
      reasons: ['document-unreadable', 'face-dark'],
      hint: 'Près d’une fenêtre.',
      scores: { likeness: 0.61 },
      at: later(9),
    } as const
    const decided = await Promise.all([1, 2, 3].map(() => checks.decide(refusal)))
    expect(decided.filter(Boolean)).toHaveLength(1)
    const row = await checks.find(first)
    expect(row).toMatchObject({
      state: 'refused',
      decidedBy: 'a',
      decidedAt: later(9),
      reasons: ['document-unreadable', 'face-dark'],
      scores: { likeness: 0.61 },
      leasedTo: null,
      recordingsDueAt: later(9 + 4 * day),
      evidenceDueAt: new Date('2027-02-21T10:00:00.009Z'),
    })
    expect(row && openContent(row, keys).hint).toBe('Près d’une fenêtre.')
    expect(await checks.queue(9)).toEqual([])
  })

  test('keep films no longer than 7 days when decided late', async () => {
    const { checks, first, accept } = await world()
    await checks.take(first, agent('a'), later(6 * day))
    expect(await accept('a', later(6 * day))).toMatchObject({ recordingsDueAt: later(7 * day - 1) })
  })

  test('asked of a supervisor are for supervisors', async () => {
    const { checks, keys, first } = await world()
    await checks.take(first, agent('a'), at)
    const asked = { checkId: first, agentId: 'a', question: 'Photo ancienne ?' }
    expect(await checks.askSupervisor({ ...asked, agentId: 'b' }, at)).toBeUndefined()
    expect(await checks.askSupervisor(asked, at)).toMatchObject({
      isForSupervisor: true,
      leasedTo: null,
    })
    expect(await checks.takeNext(agent('a'), at)).toBeUndefined()
    expect(await checks.take(first, agent('b'), at)).toBeUndefined()
    const taken = await checks.takeNext(agent('s', true), at)
    expect(taken && openContent(taken, keys).question).toBe('Photo ancienne ?')
  })
})
