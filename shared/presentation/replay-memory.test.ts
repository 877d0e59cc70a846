import { describe, expect, test } from 'vitest'
import { inventedNow } from '../vectors/invented.ts'
import { judgeReplay, type FirstReading, type ReplayStore } from './replay-memory.ts'
import type { Proof } from './proof.ts'

function memory(): ReplayStore & { readonly size: () => number } {
  const entries = new Map<string, FirstReading>()
  return {
    putIfAbsent(key, entry) {
      const first = entries.get(key)
      if (first === undefined) entries.set(key, entry)
      return first
    },
    dropBefore(second) {
      for (const [key, entry] of entries) if (entry.until < second) entries.delete(key)
    },
    size: () => entries.size,
  }
}

function reading(key: number, issuedAt = inventedNow) {
  const proof: Proof = { audience: 'ps', issuedAt, unlockedBy: 1 }
  return { replayKey: new Uint8Array(32).fill(key), proof }
}

describe('a proof read twice', () => {
  test.each([
    [0, 'a', 'same-scan'],
    [30, 'a', 'same-scan'],
    [31, 'a', 'replayed'],
    [120, 'a', 'replayed'],
    [5, 'b', 'replayed'],
    [-1, 'a', 'replayed'],
  ])('after %i s at counter %s: %s', async (elapsed, id, replay) => {
    const store = memory()
    const first = await judgeReplay(store, reading(1), { id: 'a', now: inventedNow })
    expect(first).toEqual({ replay: 'first' })
    const again = await judgeReplay(store, reading(1), { id, now: inventedNow + elapsed })
    expect(again.replay).toBe(replay)
    if (again.replay === 'replayed') {
      expect(again.earlier).toEqual({ at: inventedNow, counterId: 'a' })
    }
  })

  test('the 30 seconds are counted from the first reading, not the last', async () => {
    const store = memory()
    const at = (seconds: number) =>
      judgeReplay(store, reading(1), { id: 'a', now: inventedNow + seconds })
    await at(0)
    expect((await at(25)).replay).toBe('same-scan')
    expect((await at(50)).replay).toBe('replayed')
  })

  test('two proofs are two', async () => {
    const store = memory()
    const counter = { id: 'a', now: inventedNow }
    await judgeReplay(store, reading(1), counter)
    expect((await judgeReplay(store, reading(2), counter)).replay).toBe('first')
  })
})

describe('what is remembered', () => {
  test('stays for the whole window, of a phone ahead too, and then goes', async () => {
    const store = memory()
    const ahead = reading(1, inventedNow + 60)
    await judgeReplay(store, ahead, { id: 'a', now: inventedNow })
    const last = await judgeReplay(store, ahead, { id: 'a', now: inventedNow + 180 })
    expect(last.replay).toBe('replayed')
    await judgeReplay(store, reading(2), { id: 'a', now: inventedNow + 181 })
    expect(store.size()).toBe(1)
  })

  test('includes an answered challenge of an old instant', async () => {
    const store = memory()
    const old = reading(1, inventedNow - 3600)
    await judgeReplay(store, old, { id: 'a', now: inventedNow })
    const again = await judgeReplay(store, old, { id: 'a', now: inventedNow + 100 })
    expect(again.replay).toBe('replayed')
  })
})
