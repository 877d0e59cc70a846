import { expect, test } from 'vitest'
import { filmLog, type OpenedFilm } from './film-log.ts'

const at = new Date('2026-11-21T10:00:00.000Z')
const later = (ms: number) => new Date(at.getTime() + ms)
const opened: OpenedFilm = {
  agentId: 'a',
  checkId: 'c',
  kind: 'face',
  leaseEndsAt: later(600_000),
}

function world(appends: (() => Promise<void>)[] = []) {
  const entries: string[] = []
  const write = filmLog({
    append: async ({ agentId, subject, facts }) => {
      await appends.shift()?.()
      entries.push(`${agentId} ${subject} ${String(facts?.['kind'])}`)
    },
  })
  return { write, entries }
}

test('writes once for a lease, and again for another lease, film or agent', async () => {
  const { write, entries } = world()
  await Promise.all([write(opened, at), write(opened, at), write(opened, at)])
  await write({ ...opened, kind: 'document' }, at)
  await write({ ...opened, agentId: 'b' }, at)
  await write(opened, later(1))
  expect(entries).toEqual(['a c face', 'a c document', 'b c face'])
  await write({ ...opened, leaseEndsAt: later(600_001) }, later(1))
  expect(entries).toHaveLength(4)
})

test('lets nobody on before it is written, and tries anew after it could not be', async () => {
  const { promise, reject } = Promise.withResolvers<void>()
  const { write, entries } = world([() => promise])
  const first = Promise.allSettled([write(opened, at), write(opened, at)])
  reject(new Error('no room'))
  expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await write(opened, at)
  expect(entries).toEqual(['a c face'])
})

test('still knows a living lease after many others', async () => {
  const { write, entries } = world()
  for (let count = 0; count < 1_500; count++) {
    await write({ ...opened, checkId: `old-${count}`, leaseEndsAt: at }, at)
  }
  await write(opened, at)
  for (let count = 0; count < 1_500; count++) {
    await write({ ...opened, checkId: `older-${count}`, leaseEndsAt: at }, later(1))
  }
  await write(opened, later(1))
  expect(entries).toHaveLength(3_001)
})
