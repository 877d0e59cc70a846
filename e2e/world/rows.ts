import type { Database } from '@etui/server/db/database.ts'
import { openDatabaseBeside } from '@etui/server/db/open-database.ts'
import { openFileKeys, type FileKeys } from '@etui/server/keys/file-keys.ts'
import { decideSettings } from '@etui/server/settings/decide-settings.ts'
import { readEnvironment } from '@etui/server/settings/environment.ts'
import type { DemoServer } from './demo-server.ts'

/** Reads what a demonstration has written, beside it while it runs. */
export async function readRows<V>(
  demo: DemoServer,
  read: (written: { readonly database: Database; readonly keys: FileKeys }) => Promise<V>,
): Promise<V> {
  const settings = decideSettings(readEnvironment(demo.environment))
  const keys = await openFileKeys({ folder: settings.dataFolder, clock: () => new Date() })
  const database = await openDatabaseBeside(settings.database)
  try {
    return await read({ database, keys })
  } finally {
    await database.close()
    keys.close()
  }
}
