import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { buildApp } from '@etui/server/app.ts'
import { type Clock, machineClock } from '@etui/server/clock.ts'
import { counterStore } from '@etui/server/counter/counter-store.ts'
import type { Database } from '@etui/server/db/database.ts'
import { openDatabase } from '@etui/server/db/open-database.ts'
import { openFileKeys } from '@etui/server/keys/file-keys.ts'
import type { Keys } from '@etui/server/keys/keys.ts'
import { createLog, logDestination } from '@etui/server/log/log.ts'
import { professionalStore } from '@etui/server/professional/professional-store.ts'
import { sessionStore } from '@etui/server/professional/session-store.ts'
import { machineRandomness } from '@etui/server/randomness.ts'
import { decideSettings } from '@etui/server/settings/decide-settings.ts'
import { readEnvironment } from '@etui/server/settings/environment.ts'
import { addHolderOf } from './bench-people.ts'

/** A phone the load generator plays: its parent tells the public halves. Bytes are base64url. */
export interface PlayedPhone {
  readonly thumbprint: string
  readonly tokenHash: string
  readonly mailboxKey: string
  readonly presentationKey: string
}

/** What the generator needs to speak to a loaded server. */
export interface LoadedServer {
  readonly port: number
  readonly sessions: readonly string[]
  readonly group: { readonly gkid: number; readonly point: string }
}

/**
 * The product's own app over a new database, with a person and an active phone for each the parent plays and a signed-in
 * counter for each as well. Its log is written to a file, as a running server's is.
 */
process.once('message', (phones: PlayedPhone[]) => void serve(phones))

async function serve(phones: readonly PlayedPhone[]): Promise<void> {
  const settings = decideSettings(readEnvironment(process.env))
  const keys = await openFileKeys({ folder: settings.dataFolder, clock: machineClock })
  const database = await openDatabase(settings.database)
  const log = createLog('info', logDestination(`${settings.dataFolder}/log`))
  const needs = { settings, database, keys, clock: machineClock, log }
  for (const [index, phone] of phones.entries()) await addHolder(needs, phone, index)
  const sessions = await signIn(database, keys, phones.length)
  const app = await buildApp({ ...needs, randomness: machineRandomness })
  await app.listen({ host: '127.0.0.1', port: settings.listen.port })
  const { gkid, point } = keys.currentGroup()
  process.send?.({
    port: settings.listen.port,
    sessions,
    group: { gkid, point: Buffer.from(point).toString('base64url') },
  } satisfies LoadedServer)
  process.on('message', (message) => {
    if (message === 'cards') void cardsOf(database).then((cards) => process.send?.(cards))
    if (message === 'age') void ageCards(database).then(() => process.send?.('aged'))
  })
  process.once('SIGTERM', () => void app.close().then(() => process.exit(0)))
}

type Needs = { readonly database: Database; readonly keys: Keys; readonly clock: Clock }

/** A person without dependants, with an activation that is over. */
async function addHolder(needs: Needs, phone: PlayedPhone, index: number): Promise<void> {
  const { database, keys, clock } = needs
  const { db, tables } = database
  const registryId = `bench-${index}`
  const personId = `p-${randomBytes(9).toString('base64url')}`
  const now = clock()
  await database.unit(async () => {
    const nir = await addHolderOf(needs, registryId, index)
    const nirHash = keys.lookupHash('nir', nir)
    await db.insert(tables.people).values({ personId, registryId, nirHash, createdAt: now })
    await db.insert(tables.phones).values({
      personId,
      phoneId: randomBytes(9).toString('base64url'),
      deviceThumbprint: phone.thumbprint,
      state: 'active',
      mailboxKey: Buffer.from(phone.mailboxKey, 'base64url'),
      presentationKey: Buffer.from(phone.presentationKey, 'base64url'),
      tokenHash: Buffer.from(phone.tokenHash, 'base64url'),
      createdAt: now,
      activatedAt: now,
    })
  })
}

/** A session of the same professional for each asker, at a counter of its own. */
async function signIn(database: Database, keys: Keys, count: number): Promise<string[]> {
  const now = machineClock()
  const sessions = sessionStore(database)
  const professionalId = await professionalStore(database, keys).keep(
    {
      nationalId: '899700000001',
      name: 'Inès Carpentier',
      professionCode: '21',
      organisation: 'Pharmacie des Tilleuls',
    },
    now,
  )
  const tokens: string[] = []
  for (let index = 0; index < count; index++) {
    const token = await sessions.start(professionalId, now)
    const { counterId } = await counterStore(database).open(
      professionalId,
      `Comptoir ${index}`,
      now,
    )
    const session = await sessions.find(token, now)
    if (session) await sessions.takeCounter(session.tokenHash, counterId)
    tokens.push(token)
  }
  return tokens
}

/** The card of each phone, by its device thumbprint. */
async function cardsOf({
  db,
  tables: { cards, phones },
}: Database): Promise<Record<string, string>> {
  const rows = await db
    .select({ thumbprint: phones.deviceThumbprint, card: cards.card })
    .from(cards)
    .innerJoin(phones, eq(phones.phoneId, cards.phoneId))
  return Object.fromEntries(
    rows.map(({ thumbprint, card }) => [thumbprint, card.toString('base64url')]),
  )
}

/** Makes every card a day and an hour old, so that the next refresh signs it anew. */
async function ageCards({ db, tables: { cards } }: Database): Promise<void> {
  await db.update(cards).set({ issuedAt: new Date(Date.now() - 25 * 3_600_000) })
}
