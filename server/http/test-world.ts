import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { buildApp } from '../app.ts'
import type { Needs } from '../needs.ts'
import { openDatabase } from '../db/open-database.ts'
import { freshFile } from '../db/test-engines.ts'
import { openFileKeys } from '../keys/file-keys.ts'
import { createLog } from '../log/log.ts'
import { machineRandomness } from '../randomness.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { decideSettings } from '../settings/decide-settings.ts'

export const production = decideSettings({
  unknown: [],
  values: {
    ETUI_MODE: 'production',
    ETUI_CARD_ORIGIN: 'https://carte.example.fr',
    ETUI_COUNTER_ORIGIN: 'https://comptoir.example.fr',
    ETUI_CONSOLE_ORIGIN: 'https://console.example.fr',
    ETUI_FI_ISSUER: 'https://fi.example.fr/oidc',
    ETUI_FI_CLIENT_ID: 'etui',
    ETUI_FI_CLIENT_SECRET: 'drawn-at-random-000001',
    ETUI_PSC_ISSUER: 'https://psc.example.fr/realms/ps',
    ETUI_PSC_CLIENT_ID: 'etui',
    ETUI_PSC_CLIENT_SECRET: 'drawn-at-random-000002',
    ETUI_AGENTS_ISSUER: 'https://sso.example.fr/realms/agents',
    ETUI_AGENTS_CLIENT_ID: 'etui',
    ETUI_AGENTS_CLIENT_SECRET: 'drawn-at-random-000003',
    ETUI_SMTP_URL: 'smtps://mail.example.fr',
    ETUI_MAIL_FROM: 'etui@example.fr',
    ETUI_REGISTRY_URL: 'https://registry.example.fr',
    ETUI_TRUST_PROXY: '1',
  },
})
export const demo = decideSettings({ unknown: [], values: {} })

export interface World extends Needs {
  readonly app: FastifyInstance
  /** The lines of the log so far. */
  readonly lines: Record<string, unknown>[]
  /** Lets time pass for everything that was given the clock. */
  pass(ms: number): void
}

/** A whole server over a new SQLite file, with small built apps, a clock of its own and its log in memory. */
export async function openWorld(
  change: Partial<Needs> = {},
  more: (app: FastifyInstance) => void = () => undefined,
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'etui-http-'))
  const fresh = await freshFile(true)
  let now = Date.parse('2026-11-21T10:00:00Z')
  const clock = () => new Date(now)
  const keys = await openFileKeys({ folder, clock })
  const database = await openDatabase(fresh.settings)
  const lines: Record<string, unknown>[] = []
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) })
  const webFolder = join(folder, 'web')
  for (const app of ['card', 'counter']) await writeApp(join(webFolder, app), app)
  const needs = {
    settings: demo,
    database,
    keys,
    clock,
    randomness: machineRandomness,
    log,
    webFolder,
    registry: demonstrationRegistry({ database: change.database ?? database, keys, clock }),
    ...change,
  }
  const app = await buildApp(needs)
  more(app)
  onTestFinished(async () => {
    await app.close()
    await database.close()
    keys.close()
    await rm(folder, { recursive: true, force: true })
    await fresh.remove()
  })
  return { ...needs, app, lines, pass: (ms) => void (now += ms) }
}

async function writeApp(folder: string, app: string): Promise<void> {
  for (const [name, content] of Object.entries({
    'index.html': `<title>${app}</title>`,
    'sw.js': '// worker',
    'assets/main-4f3a.js': 'let a',
    'assets/main-4f3a.js.br': 'compressed',
    'assets/reader-9c1d.wasm': '\0asm',
  })) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}
