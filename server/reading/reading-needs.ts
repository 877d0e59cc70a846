import { KeptCards } from '@etui/shared/presentation/kept-cards.ts'
import { takenChallengeStore } from '../challenge/taken-challenge-store.ts'
import { contextStore } from '../context/context-store.ts'
import type { RouteNeeds } from '../needs.ts'
import { createNodeCryptography } from '../presentation/platform-node.ts'
import type { Registry } from '../registry/registry.ts'
import { issuerOfCards } from '../trust/trusted-keys.ts'
import { readingStore } from './reading-store.ts'
import type { ReadingNeeds } from './reading-routes.ts'

/** What presentations are read with, whichever way they come; made once for each way. */
export function readingNeeds(
  given: Pick<RouteNeeds, 'settings' | 'database' | 'keys' | 'clock' | 'answers'> & {
    readonly registry: Registry
  },
): ReadingNeeds {
  const { settings, database, keys, clock, answers, registry } = given
  return {
    readings: readingStore(database),
    cryptography: createNodeCryptography(),
    verifiedCards: new KeptCards(50_000),
    contexts: contextStore(database),
    takenChallenges: takenChallengeStore(database),
    answers,
    registry,
    keys,
    clock,
    ...issuerOfCards(settings),
  }
}
