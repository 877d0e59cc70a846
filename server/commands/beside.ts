import { type Clock, machineClock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { openDatabaseBeside } from '../db/open-database.ts'
import { openFileKeys } from '../keys/file-keys.ts'
import type { Keys } from '../keys/keys.ts'
import { decideSettings } from '../settings/decide-settings.ts'
import { readEnvironment } from '../settings/environment.ts'
import type { Settings } from '../settings/settings.ts'
import type { Terminal } from './command.ts'

/** What a command works with, beside a server that may be running. */
export interface Beside {
  readonly settings: Settings
  readonly keys: Keys
  readonly database: Database
  readonly clock: Clock
}

/** The settings a server would have; throws `SettingsProblem`. */
export function settingsOf({ env }: Pick<Terminal, 'env'>): Settings {
  return decideSettings(readEnvironment(env))
}

/** Opens the keys for one use, and closes them whatever became of it. */
export async function withKeys<T>(settings: Settings, use: (keys: Keys) => Promise<T>): Promise<T> {
  const keys = await openFileKeys({ folder: settings.dataFolder, clock: machineClock })
  try {
    return await use(keys)
  } finally {
    keys.close()
  }
}

/** Opens the database for one use, without a change to its tables, and closes it whatever became of it. */
export async function withDatabase<T>(
  settings: Settings,
  use: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await openDatabaseBeside(settings.database)
  try {
    return await use(database)
  } finally {
    await database.close()
  }
}

/** Opens both. */
export function beside<T>(terminal: Terminal, use: (needs: Beside) => Promise<T>): Promise<T> {
  const settings = settingsOf(terminal)
  return withKeys(settings, (keys) =>
    withDatabase(settings, (database) => use({ settings, keys, database, clock: machineClock })),
  )
}
