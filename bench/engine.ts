import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@etui/e2e/world/postgres.ts'
import { freePorts } from '@etui/server/free-ports.ts'
import { type Pinned, startPinned } from './load.ts'

export const engines = ['SQLite', 'PostgreSQL'] as const
export type Engine = (typeof engines)[number]

/** A server of a bench on the first core, with a new database of an engine, and a folder that goes with it. */
export interface EngineServer<Ready> {
  readonly port: number
  readonly folder: string
  readonly server: Pinned<Ready>
  end(): Promise<void>
}

/** Starts a program on an engine, and tells it `first`. Its askers call from many addresses, as phones and desks do. */
export async function startOn<Ready>(
  engine: Engine,
  program: URL,
  first: unknown,
): Promise<EngineServer<Ready>> {
  const [port = 0, identity = 0, metrics = 0] = await freePorts(3)
  const folder = mkdtempSync(join(tmpdir(), 'etui-bench-'))
  const postgres = engine === 'PostgreSQL' ? await startPostgres() : undefined
  const environment = {
    ETUI_PORT: String(port),
    ETUI_IDENTITY_PORT: String(identity),
    ETUI_METRICS_PORT: String(metrics),
    ETUI_DATA: join(folder, 'data'),
    ETUI_TRUST_PROXY: '1',
    ...(postgres ? { ETUI_DATABASE_URL: postgres.databaseUrl } : {}),
  }
  const server = await startPinned<Ready>(program, [], environment, first)
  return {
    port,
    folder,
    server,
    async end() {
      await server.end()
      await postgres?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
