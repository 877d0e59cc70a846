import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { machineClock } from '../server/clock.ts'
import { demoSummary } from '../server/demo/demo-summary.ts'
import { terminalLanguage } from '../server/demo/people-table.ts'
import { createLog, type LogLevel } from '../server/log/log.ts'
import { inventedPeople } from '../server/registry/invented-people.ts'
import { runServer, startProblem, stopSignal } from '../server/run-server.ts'
import { decideSettings } from '../server/settings/decide-settings.ts'
import { readEnvironment } from '../server/settings/environment.ts'
import { isDemo, type Settings } from '../server/settings/settings.ts'
import { isBuildStale } from './web-build.ts'

/** A source that does not compile: Vite has said which. */
class BuildFailed extends Error {
  override readonly name = 'BuildFailed'
}

/** `pnpm start`: builds the apps when they are old, then migrates, seeds and serves, and says where everything is. */
async function start(): Promise<void> {
  const settings = decideSettings(readEnvironment(process.env))
  await assertFree(settings)
  if (await isBuildStale()) {
    say('Building the three apps, which takes a minute the first time.\n')
    await buildApart()
  }
  const stopped = stopSignal()
  const stop = await runServer(settings, createLog(logLevel(settings)))
  say(
    isDemo(settings)
      ? demoSummary(settings, inventedPeople(machineClock()), terminalLanguage(process.env))
      : `Étui: ${Object.values(settings.origins).join(', ')}\n`,
  )
  await stopped
  say('\nStopping.\n')
  await stop()
}

/** In a process of its own: what a build needs of memory is not kept by the server. Rejects when it fails. */
async function buildApart(): Promise<void> {
  const build = fileURLToPath(new URL('./build.ts', import.meta.url))
  const [code] = await once(spawn(process.execPath, [build], { stdio: 'inherit' }), 'exit')
  if (code !== 0) throw new BuildFailed('The apps could not be built; what is wrong is said above.')
}

/** Before anything is built: each port is taken and let go. Rejects as listening would. */
async function assertFree({ listen, metricsPort, outside }: Settings): Promise<void> {
  const identity = outside.mode === 'demo' ? [outside.identity] : []
  const ports = [listen, ...identity, { host: '127.0.0.1', port: metricsPort }]
  for (const { host, port } of ports) {
    const listener = createServer().listen(port, host)
    await once(listener, 'listening')
    listener.close()
    await once(listener, 'close')
  }
}

/** A line for each request would bury what is printed here; ETUI_LOG_LEVEL asks for them. */
function logLevel({ logLevel: asked }: Settings): LogLevel {
  return process.env['ETUI_LOG_LEVEL'] ? asked : 'warn'
}

function say(text: string): void {
  process.stdout.write(text)
}

try {
  await start()
} catch (error) {
  const sentence = error instanceof BuildFailed ? error.message : startProblem(error)
  process.stderr.write(`${sentence ?? inspect(error)}\n`)
  process.exitCode = 1
}
