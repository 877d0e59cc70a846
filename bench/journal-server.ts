import { buildApp } from '@etui/server/app.ts'
import { machineClock } from '@etui/server/clock.ts'
import { counterStore } from '@etui/server/counter/counter-store.ts'
import { openDatabase } from '@etui/server/db/open-database.ts'
import { openFileKeys } from '@etui/server/keys/file-keys.ts'
import { createLog, logDestination } from '@etui/server/log/log.ts'
import { professionalStore } from '@etui/server/professional/professional-store.ts'
import { sessionStore } from '@etui/server/professional/session-store.ts'
import { stretchStore } from '@etui/server/professional/stretch-store.ts'
import { machineRandomness } from '@etui/server/randomness.ts'
import { testPhone } from '@etui/server/reading/test-phone.ts'
import { decideSettings } from '@etui/server/settings/decide-settings.ts'
import { readEnvironment } from '@etui/server/settings/environment.ts'

/** How many readings each day without network has, on the phones of so many patients. */
export interface JournalWorld {
  readonly days: number
  readonly entries: number
  readonly phones: number
}

/** A counter signed in, and the days it read without network. */
export interface JournalServer {
  readonly token: string
  readonly counterId: string
  readonly days: readonly { readonly frame: string; readonly readAt: number }[][]
}

/** The product's own app over a new database, with cards whose phones have shown their codes at one counter. */
process.once('message', (world: JournalWorld) => void serve(world))

async function serve({ days, entries, phones }: JournalWorld): Promise<void> {
  const settings = decideSettings(readEnvironment(process.env))
  const keys = await openFileKeys({ folder: settings.dataFolder, clock: machineClock })
  const database = await openDatabase(settings.database)
  const log = createLog('info', logDestination(`${settings.dataFolder}/log`))
  const start = new Date(Math.ceil(Date.now() / 1000) * 1000)
  const professional = {
    nationalId: '899700000001',
    name: 'Inès Carpentier',
    professionCode: '21',
    organisation: 'Pharmacie des Tilleuls',
  }
  const signedInAt = new Date(start.getTime() - 60_000)
  const professionalId = await professionalStore(database, keys).keep(professional, signedInAt)
  const token = await sessionStore(database).start(professionalId, signedInAt)
  const counter = await counterStore(database).open(professionalId, 'Comptoir 2', signedInAt)
  const { counterId } = counter
  await stretchStore(database).open({ professionalId, counterId, startedAt: signedInAt })

  const issuer = settings.origins.card
  const read: { frame: string; readAt: number }[][] = []
  for (let day = 0; day < days; day++) {
    let at = start
    const clock = () => at
    const shown = []
    for (let index = 0; index < phones; index++) {
      const registryId = `bench-${day}-${index}`
      shown.push(await testPhone({ database, keys, clock, issuer }, { registryId }))
    }
    const readings = []
    // Another second, another proof; all of them within the offline window of the instant they are read at.
    for (let second = 0; readings.length < entries; second++) {
      at = new Date(start.getTime() + second * 1000)
      for (const phone of shown) {
        readings.push({ frame: await phone.frame(), readAt: start.getTime() })
      }
    }
    read.push(readings.slice(0, entries))
  }
  const needs = { settings, database, keys, clock: machineClock, log }
  const app = await buildApp({ ...needs, randomness: machineRandomness })
  await app.listen({ host: '127.0.0.1', port: settings.listen.port })
  process.send?.({ token, counterId, days: read } satisfies JournalServer)
  process.once('SIGTERM', () => void app.close().then(() => process.exit(0)))
}
