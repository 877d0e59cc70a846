import { randomBytes } from 'node:crypto'
import { encodeChallenge } from '@etui/shared/presentation/challenge.ts'
import type { Reading } from '@etui/shared/wire/counter.ts'
import { tapLifeMs } from '@etui/shared/wire/tap.ts'
import type { Keys } from '../keys/keys.ts'
import type { ProfessionalSession } from '../professional/session.ts'
import type { NewTap, TapKey, TapRow } from './tap-store.ts'

/** An answer that nobody fetched is kept so long after its tap's end. */
export const answerKeptMs = 60_000

/** Longest name of an organisation that a phone is shown; a counter's own has 60 characters. */
const mostOfName = 80

/**
 * A tap that a counter begins to wait for: its challenge is drawn here, and names the organisation that Pro Santé Connect
 * vouched for before the name that the counter gave itself, since the holder goes by it.
 */
export function drawTap(
  {
    professionalId,
    staffId,
    organisation,
  }: Pick<ProfessionalSession, 'professionalId' | 'staffId' | 'organisation'>,
  counter: { readonly counterId: string; readonly name: string },
  startedAt: Date,
): NewTap {
  const endsAt = new Date(Math.floor((startedAt.getTime() + tapLifeMs) / 1000) * 1000)
  const names = [organisation.slice(0, mostOfName), counter.name]
  const challenge = encodeChallenge({
    counterId: counter.counterId,
    nonce: new Uint8Array(randomBytes(16)),
    expiresAt: endsAt.getTime() / 1000,
    name: names.filter((name) => name !== '').join(', '),
    flags: 0,
  })
  return {
    professionalId,
    staffId,
    counterId: counter.counterId,
    tapId: randomBytes(9).toString('base64url'),
    challenge: Buffer.from(challenge),
    startedAt,
    endsAt,
  }
}

/** Whether a counter still waits for somebody: neither answered nor over. */
export function isWaiting({ answeredAt, takenBy, endsAt }: TapRow, at: Date): boolean {
  return answeredAt === null && takenBy === null && at < endsAt
}

/** What the counter is told, kept for it: it names a person. */
export function sealReading(key: TapKey, reading: Reading, keys: Pick<Keys, 'sealColumn'>): Buffer {
  return keys.sealColumn(place, rowKey(key), JSON.stringify(reading))
}

export function openReading(
  row: TapKey & { readonly sealedAnswer: Buffer },
  keys: Pick<Keys, 'openColumn'>,
): Reading {
  // It was written by sealReading: the column's cipher opens nothing else.
  return JSON.parse(keys.openColumn(place, rowKey(row), row.sealedAnswer)) as Reading
}

const place = 'taps.sealed_answer'
function rowKey({ counterId, tapId }: TapKey): string {
  return `${counterId} ${tapId}`
}
