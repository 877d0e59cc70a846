import type { Chore, ChoreNeeds } from '../chore.ts'
import { purgeAll } from '../db/purge-all.ts'
import { takenChallengeStore } from './taken-challenge-store.ts'

const minute = 60_000
/** As long as proofs are kept against replay; past its end a challenge is refused by its date anyway. */
const keptMs = 10 * minute

/** Forgets answered challenges that are long over. */
export function challengeChores({ database, clock }: ChoreNeeds): readonly Chore[] {
  const taken = takenChallengeStore(database)
  const before = () => new Date(clock().getTime() - keptMs)
  return [
    {
      name: 'forget-taken-challenges',
      everyMs: minute,
      run: () => purgeAll((most) => taken.purge(before(), most)),
    },
  ]
}
