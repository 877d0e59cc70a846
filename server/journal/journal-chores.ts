import type { Chore, ChoreNeeds } from '../chore.ts'
import { purgeAll } from '../db/purge-all.ts'
import { stretchStore } from '../professional/stretch-store.ts'
import { journalStore } from './journal-store.ts'
import { journalKeptMs } from './judge-entry.ts'

const hour = 60 * 60_000

/** Forgets answers that no counter can still wait for, and stretches that no entry can still be of. */
export function journalChores({ database, keys, clock }: ChoreNeeds): readonly Chore[] {
  const journal = journalStore(database, keys)
  const stretches = stretchStore(database)
  const ago = (ms: number) => new Date(clock().getTime() - ms)
  return [
    {
      name: 'forget-journal',
      everyMs: hour,
      // Sent again later still, an entry would be too old to be judged.
      run: () => purgeAll((most) => journal.purge(ago(2 * journalKeptMs), most)),
    },
    {
      name: 'forget-stretches',
      everyMs: hour,
      run: () => purgeAll((most) => stretches.purge(ago(journalKeptMs), most)),
    },
  ]
}
