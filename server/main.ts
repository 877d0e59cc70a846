import { inspect } from 'node:util'
import { buildApp } from './app.ts'
import { machineClock } from './clock.ts'
import { openDatabase } from './db/database.ts'
import { DatabaseHeld } from './db/sole-process.ts'
import { createMetrics, listenForMetrics } from './http/metrics.ts'
import { openFileKeys } from './keys/file-keys.ts'
import { KeysProblem } from './keys/keys.ts'
import { createLog } from './log/log.ts'
import { machineRandomness } from './randomness.ts'
import { decideSettings } from './settings/decide-settings.ts'
import { SettingsProblem } from './settings/decide-value.ts'
import { readEnvironment } from './settings/environment.ts'

/** Settings, keys, database, app, listen; at SIGTERM or SIGINT the same backwards, after the answers under way. */
async function main(): Promise<void> {
  const settings = decideSettings(readEnvironment(process.env))
  const log = createLog(settings.logLevel)
  await using ends = new AsyncDisposableStack()

  const keys = await openFileKeys({
    folder: settings.dataFolder,
    clock: machineClock,
    onProblem: (err) => log.error({ err }, 'the keys could not be read again'),
  })
  ends.defer(() => keys.close())
  const database = await openDatabase(settings.database)
  ends.defer(() => database.close())

  const metrics = createMetrics()
  const app = await buildApp({
    settings,
    database,
    keys,
    clock: machineClock,
    randomness: machineRandomness,
    log,
    metrics,
  })
  ends.defer(() => app.close())
  const stopped = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => resolve(signal))
  })
  const { host, port } = settings.listen
  await app.listen({ host, port })
  const figures = await listenForMetrics(metrics, settings.metricsPort)
  ends.defer(() => void figures.close())
  log.info({ host, port, mode: settings.outside.mode, engine: database.engine }, 'listening')
  log.info({ signal: await stopped }, 'stopping')
}

/** What whoever runs the server can mend by themselves, in a sentence; undefined for a fault of ours. */
function sentenceFor(error: unknown): string | undefined {
  if (
    error instanceof SettingsProblem ||
    error instanceof KeysProblem ||
    error instanceof DatabaseHeld
  ) {
    return error.message
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${error.port} is already taken by another program. Stop it, or choose another one: ETUI_PORT=9000 (the next two ports are used as well).`
  }
  return undefined
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${sentenceFor(error) ?? inspect(error)}\n`)
  process.exitCode = 1
}
