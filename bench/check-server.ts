import { randomBytes } from 'node:crypto'
import { agentSessionStore } from '@etui/server/agent/agent-session-store.ts'
import { agentStore } from '@etui/server/agent/agent-store.ts'
import { buildApp } from '@etui/server/app.ts'
import { checkStore } from '@etui/server/check/check-store.ts'
import { challenge, sentCheck } from '@etui/server/check/test-checks.ts'
import { machineClock } from '@etui/server/clock.ts'
import type { Database } from '@etui/server/db/database.ts'
import { openDatabase } from '@etui/server/db/open-database.ts'
import { openFileKeys } from '@etui/server/keys/file-keys.ts'
import type { Keys } from '@etui/server/keys/keys.ts'
import { createLog, logDestination } from '@etui/server/log/log.ts'
import { machineRandomness } from '@etui/server/randomness.ts'
import { addHolderOf } from './bench-people.ts'
import { decideSettings } from '@etui/server/settings/decide-settings.ts'
import { readEnvironment } from '@etui/server/settings/environment.ts'

/** Whom a server of checks must know at its start: so many agents, and phones that may upload, by their thumbprints. */
export interface CheckWorld {
  readonly agents: number
  readonly phones: readonly string[]
}

/** The tokens of the agents' sessions. */
export interface CheckServer {
  readonly agents: readonly string[]
}

/** Asked of it later: that so many checks wait in all. */
export interface MoreWaiting {
  readonly waiting: number
}

/** The product's own app over a new database, with agents signed in and checks of identity by video. */
process.once('message', (world: CheckWorld) => void serve(world))

async function serve({ agents, phones }: CheckWorld): Promise<void> {
  const settings = decideSettings(readEnvironment(process.env))
  const keys = await openFileKeys({ folder: settings.dataFolder, clock: machineClock })
  const database = await openDatabase(settings.database)
  const log = createLog('info', logDestination(`${settings.dataFolder}/log`))
  const tokens = await signIn(database, keys, agents)
  for (const [index, thumbprint] of phones.entries()) {
    await beginCheck(database, keys, thumbprint, index)
  }
  const needs = { settings, database, keys, clock: machineClock, log }
  const app = await buildApp({ ...needs, randomness: machineRandomness })
  await app.listen({ host: '127.0.0.1', port: settings.listen.port })
  process.send?.({ agents: tokens } satisfies CheckServer)
  let sent = 0
  process.on('message', ({ waiting }: MoreWaiting) => {
    void sendChecks(database, keys, sent, waiting).then(() => {
      sent = waiting
      process.send?.('sent')
    })
  })
  process.once('SIGTERM', () => void app.close().then(() => process.exit(0)))
}

async function signIn(database: Database, keys: Keys, count: number): Promise<string[]> {
  const tokens: string[] = []
  for (let index = 0; index < count; index++) {
    const agent = { subject: `https://sso.example.fr ${index}`, name: 'Solène RIVOAL' }
    const at = machineClock()
    const agentId = await agentStore(database, keys).keep({ ...agent, role: 'agent' }, at)
    tokens.push(await agentSessionStore(database).start(agentId, at))
  }
  return tokens
}

/** A phone at the step of proving who its holder is, with a check open to film. */
async function beginCheck(
  database: Database,
  keys: Keys,
  deviceThumbprint: string,
  index: number,
): Promise<void> {
  const at = machineClock()
  const enrolmentId = randomBytes(9).toString('base64url')
  const registryId = `film-${index}`
  await addHolderOf({ database, keys, clock: machineClock }, registryId, index)
  await database.db.insert(database.tables.enrolments).values({
    enrolmentId,
    deviceThumbprint,
    registryId,
    step: 'identity',
    language: 'fr',
    termsVersion: '1',
    termsAcceptedAt: at,
    createdAt: at,
    changedAt: at,
  })
  const documentKind = 'passport'
  await checkStore(database, keys).open({ enrolmentId, registryId, documentKind, challenge, at })
}

/** So many sent in one transaction. */
const perUnit = 250
/** From one check to the next. */
const apartMs = 5_000

/** Checks of people of their own, from one number up to another, sent one after the other until now. */
async function sendChecks(database: Database, keys: Keys, from: number, to: number): Promise<void> {
  const needs = { database, keys, clock: machineClock }
  const checks = checkStore(database, keys)
  const now = Date.now()
  for (let first = from; first < to; first += perUnit) {
    await database.unit(async () => {
      for (let index = first; index < Math.min(to, first + perUnit); index++) {
        const name = `waiting-${index}`
        await addHolderOf(needs, `r-${name}`, 10_000 + index)
        await sentCheck(database, checks, { name, at: new Date(now - (to - index) * apartMs) })
      }
    })
  }
}
