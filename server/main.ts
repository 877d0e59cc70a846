import { inspect } from 'node:util'
import { createLog } from './log/log.ts'
import { runServer, startProblem, stopSignal } from './run-server.ts'
import { decideSettings } from './settings/decide-settings.ts'
import { readEnvironment } from './settings/environment.ts'

/** Settings, then the server until SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const settings = decideSettings(readEnvironment(process.env))
  const log = createLog(settings.logLevel)
  const stopped = stopSignal()
  const stop = await runServer(settings, log)
  log.info({ signal: await stopped }, 'stopping')
  await stop()
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${startProblem(error) ?? inspect(error)}\n`)
  process.exitCode = 1
}
