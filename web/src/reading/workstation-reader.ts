import { KeptCards } from '@etui/shared/presentation/kept-cards.ts'
import { webReading } from '@etui/shared/presentation/platform-web-reading.ts'
import { judgeReplay } from '@etui/shared/presentation/replay-memory.ts'
import { OFFLINE_WINDOW } from '@etui/shared/presentation/verification.ts'
import type { Reader, VerifiedCards } from '@etui/shared/presentation/verification.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { cardStatus } from '@etui/shared/status/status-shard.ts'
import { takeChallenge } from '../challenge/challenge-store.ts'
import { findIssuer } from '../workstation/lists.ts'
import { replayStore } from '../workstation/replays.ts'
import { statusUnlessTold } from '../workstation/told-blocked.ts'
import type { Workstation } from '../workstation/workstation.ts'

/** Enough for the patients of a few hours. */
export function rememberCards(): VerifiedCards {
  return new KeptCards(256)
}

/**
 * This workstation as a reader of frames, alone: what it holds, its own memory, the offline window. `nowMs` is by the
 * server's clock. Throws `sign-in-needed` where nobody has signed in here, or the kit never came.
 */
export async function workstationReader(
  workstation: Pick<Workstation, 'db' | 'facts' | 'lists' | 'groupKey'>,
  nowMs: number,
  verifiedCards: VerifiedCards,
): Promise<Reader> {
  const { kit, counter } = workstation.facts.value
  if (!kit || !counter) throw new Refusal('sign-in-needed')
  const lists = await workstation.lists()
  const replays = replayStore(workstation.db)
  const now = nowMs / 1000
  const { counterId } = counter
  return {
    cryptography: webReading,
    now,
    cardClass: kit.cardClass,
    counterId,
    window: OFFLINE_WINDOW,
    verifiedCards,
    issuer: (keyId) => findIssuer(lists, keyId, nowMs),
    groupKey: (groupKeyId) => workstation.groupKey(groupKeyId),
    takeChallenge: (hash, replayKey) => takeChallenge(workstation.db, hash, { replayKey, now }),
    judgeReplay: (reading) => judgeReplay(replays, reading, { id: counterId, now }),
    status(uri, index) {
      const shard = lists.shards.get(uri)
      const status = cardStatus(shard, index, now)
      return statusUnlessTold(workstation.db, { uri, index }, { shard, status })
    },
  }
}
