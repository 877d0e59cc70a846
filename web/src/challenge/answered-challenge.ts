import { toHex } from '@etui/shared/bytes/hex.ts'
import { answerOf } from '@etui/shared/presentation/answer-of.ts'
import type { FrameOpener } from '@etui/shared/presentation/open-frame.ts'
import type { KeptChallenge, WorkstationDb } from '../workstation/workstation-db.ts'

/**
 * The challenge of this counter that a frame says it answers, unless another proof has taken it: what the server, or a
 * journal, is to judge the frame by. Nothing is verified here, and nothing taken.
 */
export async function answeredChallenge(
  digits: string,
  { db, opener }: { readonly db: WorkstationDb; readonly opener: FrameOpener },
): Promise<KeptChallenge | undefined> {
  // Most counters never show one; then no frame is opened for it.
  if ((await db.count('challenges')) === 0) return undefined
  const answer = await answerOf(digits, opener)
  const kept = answer && (await db.get('challenges', toHex(answer.challenge)))
  if (!kept) return undefined
  const isOurs = kept.spentBy === undefined || kept.spentBy === toHex(answer.replayKey)
  return isOurs ? kept : undefined
}
