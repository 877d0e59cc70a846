import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { toHex } from '@etui/shared/bytes/hex.ts'
import type { ChallengeTaking } from '@etui/shared/presentation/verification.ts'
import { strict } from '../workstation/workstation-db.ts'
import type { KeptChallenge, WorkstationDb } from '../workstation/workstation-db.ts'

/** Seconds after its end that a challenge is kept: an answer read again is then still told from one to nothing. */
const KEPT_AFTER = 600

/** Keeps a challenge before it is shown, and drops those long over. `now` in Unix seconds. */
export async function keepChallenge(
  db: WorkstationDb,
  challenge: KeptChallenge,
  now: number,
): Promise<void> {
  const transaction = db.transaction('challenges', 'readwrite', strict)
  const past = IDBKeyRange.upperBound(now - KEPT_AFTER, true)
  for await (const cursor of transaction.store.index('expiresAt').iterate(past)) {
    await cursor.delete()
  }
  await transaction.store.put(challenge)
  await transaction.done
}

/**
 * Ends the challenge of this hash for one proof, in one transaction: of two tabs, or two phones, one has it. Through a
 * reload and a crash it stays spent.
 */
export async function takeChallenge(
  db: WorkstationDb,
  hash: Bytes,
  answer: { readonly replayKey: Bytes; readonly now: number },
): Promise<ChallengeTaking> {
  const transaction = db.transaction('challenges', 'readwrite', strict)
  const kept = await transaction.store.get(toHex(hash))
  const spentBy = toHex(answer.replayKey)
  const taking = judge(kept, { spentBy, now: answer.now })
  if (kept && taking === 'taken') await transaction.store.put({ ...kept, spentBy })
  await transaction.done
  return taking
}

function judge(
  kept: KeptChallenge | undefined,
  { spentBy, now }: { readonly spentBy: string; readonly now: number },
): ChallengeTaking {
  if (!kept) return 'unknown'
  if (kept.spentBy === spentBy) return 'same'
  if (kept.spentBy !== undefined) return 'spent'
  return now >= kept.expiresAt ? 'expired' : 'taken'
}
