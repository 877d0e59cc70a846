import type { BlobStore } from './blob/blob-store.ts'
import type { CheckKeys } from './check/check-keys.ts'
import type { Clock } from './clock.ts'
import type { Database } from './db/database.ts'
import type { Keys } from './keys/keys.ts'
import type { Logger } from './log/log.ts'
import type { Settings } from './settings/settings.ts'

/** Work that nobody asks for, done again and again; every node does it, and no two do the same piece at once. */
export interface Chore {
  readonly name: string
  readonly everyMs: number
  run(): Promise<unknown>
}

/** What any of it is done with. */
export interface ChoreNeeds {
  readonly settings: Pick<
    Settings,
    'origins' | 'outside' | 'statusPublicationMs' | 'historyMonths' | 'blobs' | 'checkKeysFolder'
  >
  readonly database: Database
  readonly keys: Keys
  readonly clock: Clock
  readonly log: Logger
  /** Where films lie, and the keys that open them; as the settings say when not given. */
  readonly blobs?: BlobStore
  readonly checkKeys?: CheckKeys
}
