import type { Awaitable } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import type { Reading, ReplayJudgement } from './verification.ts'

/** Seconds within which the same proof at the same counter is one scan. */
export const ONE_SCAN = 30

/** Seconds after a proof's own instant that a counter remembers it: the end of the offline window. */
export const REMEMBERED = 120

/** The first reading of a proof. */
export interface FirstReading {
  /** Unix seconds by the counter's clock. */
  readonly at: number
  readonly counterId: string
  /** The entry may be dropped after this second. */
  readonly until: number
}

/** Where a counter keeps first readings; it survives a reload, else a reload would be a way to present twice. */
export interface ReplayStore {
  /** In one step: the entry of this key, or undefined after storing `entry` because there was none. */
  putIfAbsent(replayKey: string, entry: FirstReading): Awaitable<FirstReading | undefined>
  /** Drops the entries whose `until` is before this second. */
  dropBefore(second: number): Awaitable<void>
}

/**
 * Judges a reading by a counter's own memory (PRESENTATION.md, "Time and replay"): the same proof within 30 s of its
 * first reading at the same counter is one scan; later, or at another counter, it is replayed.
 */
export async function judgeReplay(
  store: ReplayStore,
  reading: Pick<Reading, 'replayKey' | 'proof'>,
  counter: { readonly id: string; readonly now: number },
): Promise<ReplayJudgement> {
  const at = Math.floor(counter.now)
  // An answered challenge may bear any instant, so its reading is kept for as long after the reading itself.
  const until = Math.max(reading.proof.issuedAt, at) + REMEMBERED
  const entry = { at, counterId: counter.id, until }
  const first = await store.putIfAbsent(toHex(reading.replayKey), entry)
  await store.dropBefore(at)
  if (first === undefined) return { replay: 'first' }
  const elapsed = at - first.at
  // A clock set back makes a reading look older than the first: no reason to take it for the same scan.
  const isSameScan = first.counterId === counter.id && elapsed >= 0 && elapsed <= ONE_SCAN
  if (isSameScan) return { replay: 'same-scan' }
  return { replay: 'replayed', earlier: { at: first.at, counterId: first.counterId } }
}
