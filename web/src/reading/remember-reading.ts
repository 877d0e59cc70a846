import { toHex } from '@etui/shared/bytes/hex.ts'
import { REMEMBERED } from '@etui/shared/presentation/replay-memory.ts'
import type { Reader, Verdict } from '@etui/shared/presentation/verification.ts'
import { verifyPresentation } from '@etui/shared/presentation/verify-presentation.ts'
import { keepReplayed } from '../workstation/replays.ts'
import { keepTold } from '../workstation/told-blocked.ts'
import type { WorkstationDb } from '../workstation/workstation-db.ts'
import type { ReadingResult } from './reading-result.ts'

/** Verdicts from step 10 on: the server took the proof for its card's. */
const proven: readonly Verdict[] = ['valid', 'specimen', 'replayed', 'revoked']

/**
 * Keeps what the server told of a frame, so that once the network is gone the workstation knows no less: a code taken or
 * refused as used does not pass again, and a card refused as blocked passes no more until a newer list. `reader` is this
 * workstation, which establishes by itself which proof and which card that was.
 */
export async function rememberReading(
  digits: string,
  told: ReadingResult,
  { db, reader }: { readonly db: WorkstationDb; readonly reader: Reader },
): Promise<void> {
  if (!proven.includes(told.verdict)) return
  const { card, replayKey } = await verifyPresentation(digits, reader)
  if (!card || !replayKey) return
  if (told.verdict === 'replayed') {
    const at = Math.floor((told.previous?.at ?? told.readAt) / 1000)
    // Where the server names no place, it was not here: then nothing makes it the same scan.
    const counterId = told.previous?.isHere ? reader.counterId : ''
    const until = Math.floor(told.readAt / 1000) + REMEMBERED
    await keepReplayed(db, toHex(replayKey), { at, counterId, until })
    return
  }
  await keepTold(db, card.status, { isBlocked: told.verdict === 'revoked', at: told.readAt })
}
