import type { FirstReading, ReplayStore } from '@etui/shared/presentation/replay-memory.ts'
import { strict } from './workstation-db.ts'
import type { WorkstationDb } from './workstation-db.ts'

/** Takes the server's word that a proof was used before: from now on that is its first reading here. */
export async function keepReplayed(
  db: WorkstationDb,
  replayKey: string,
  first: FirstReading,
): Promise<void> {
  const transaction = db.transaction('readings', 'readwrite', strict)
  await transaction.store.put({ ...first, replayKey })
  await transaction.done
}

/** The proofs read here: through a reload, a crash, and for every tab at once, since one transaction asks and stores. */
export function replayStore(db: WorkstationDb): ReplayStore {
  return {
    async putIfAbsent(replayKey, entry): Promise<FirstReading | undefined> {
      const transaction = db.transaction('readings', 'readwrite', strict)
      const first = await transaction.store.get(replayKey)
      if (!first) await transaction.store.put({ ...entry, replayKey })
      await transaction.done
      return first
    },
    async dropBefore(second) {
      const transaction = db.transaction('readings', 'readwrite', strict)
      const past = transaction.store.index('until').iterate(IDBKeyRange.upperBound(second, true))
      for await (const cursor of past) await cursor.delete()
      await transaction.done
    },
  }
}
