import type { Answers } from './answers/answers.ts'
import type { BlobStore } from './blob/blob-store.ts'
import type { CheckKeys } from './check/check-keys.ts'
import type { Clock } from './clock.ts'
import type { Database } from './db/database.ts'
import type { AddressLimits } from './http/address-limits.ts'
import type { Metrics } from './http/metrics.ts'
import type { SharedCeilings } from './http/shared-ceilings.ts'
import type { RelyingParty } from './identity/relying-party.ts'
import type { Keys } from './keys/keys.ts'
import type { Logger } from './log/log.ts'
import type { Randomness } from './randomness.ts'
import type { Registry } from './registry/registry.ts'
import type { Settings } from './settings/settings.ts'

/** What the server is built from; every outside thing is given, none is found. */
export interface Needs {
  readonly settings: Settings
  readonly database: Database
  readonly keys: Keys
  readonly clock: Clock
  readonly randomness: Randomness
  readonly log: Logger
  /** What streams are told of by other nodes; of this process alone when not given. */
  readonly answers?: Answers
  /** The built apps; `web/dist` when not given. */
  readonly webFolder?: string
  readonly metrics?: Metrics
  /** Where films lie, and the keys that open them; as the settings say when not given. */
  readonly blobs?: BlobStore
  readonly checkKeys?: CheckKeys
  /** The insurer's own system; the demonstration's when not given. */
  readonly registry?: Registry
  /** Who vouches for professionals; as the settings say when not given. */
  readonly proSanteConnect?: RelyingParty
  /** Who vouches for agents; as the settings say when not given. */
  readonly agentProvider?: RelyingParty
  /** Who vouches for holders; as the settings say when not given. */
  readonly franceIdentite?: RelyingParty
}

/** What the routes of a noun are given. */
export interface RouteNeeds extends Needs {
  readonly ceilings: SharedCeilings
  readonly limits: AddressLimits
  readonly answers: Answers
}
