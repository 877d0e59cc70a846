import { openAnswers } from './answers/open-answers.ts'
import { buildApp } from './app.ts'
import { deleteBeforeServing } from './check/delete-checks.ts'
import { deletionNeeds } from './check/deletion-needs.ts'
import { choresOf, startChores } from './chores.ts'
import { type Clock, machineClock } from './clock.ts'
import { openDatabase } from './db/open-database.ts'
import { DatabaseHeld } from './db/sole-process.ts'
import { startDemonstration } from './demo/start-demonstration.ts'
import { createMetrics, listenForMetrics } from './http/metrics.ts'
import { openFileKeys } from './keys/file-keys.ts'
import { KeysProblem } from './keys/keys.ts'
import type { Logger } from './log/log.ts'
import { machineRandomness } from './randomness.ts'
import { SettingsProblem } from './settings/decide-value.ts'
import { isDemo, type Settings } from './settings/settings.ts'

/**
 * Keys, database, what is due to be deleted, demonstration, chores, app, listen. Answers how to stop: the same backwards, after the answers under
 * way. When a step fails, the ones before it are undone.
 */
export async function runServer(
  settings: Settings,
  log: Logger,
  clock: Clock = machineClock,
): Promise<() => Promise<void>> {
  await using ends = new AsyncDisposableStack()
  const keys = await openFileKeys({
    folder: settings.dataFolder,
    clock,
    onProblem: (err) => log.error({ err }, 'the keys could not be read again'),
  })
  ends.defer(() => keys.close())
  const database = await openDatabase(settings.database)
  ends.defer(() => database.close())
  const needs = { settings, database, keys, clock, log }
  await deleteBeforeServing(deletionNeeds(needs))
  if (isDemo(settings)) ends.defer(await startDemonstration(needs))

  const metrics = createMetrics()
  const answers = await openAnswers(settings.database, log)
  ends.defer(() => answers.close())
  const app = await buildApp({ ...needs, randomness: machineRandomness, metrics, answers })
  ends.defer(() => app.close())
  ends.defer(await startChores(choresOf(needs), log))
  const { host, port } = settings.listen
  await app.listen({ host, port })
  const figures = await listenForMetrics(metrics, settings.metricsPort)
  ends.defer(() => void figures.close())
  log.info({ host, port, mode: settings.outside.mode, engine: database.engine }, 'listening')

  const running = ends.move()
  return () => running.disposeAsync()
}

/** The first of the signals that ask a server to stop. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => resolve(signal))
  })
}

/** What whoever starts the server can mend by themselves, in a sentence; undefined for a fault of ours. */
export function startProblem(error: unknown): string | undefined {
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
