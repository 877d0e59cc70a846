import { inspect } from 'node:util'
import { createLog } from '@etui/server/log/log.ts'
import { runServer, stopSignal } from '@etui/server/run-server.ts'
import { decideSettings } from '@etui/server/settings/decide-settings.ts'
import { readEnvironment } from '@etui/server/settings/environment.ts'

/**
 * The server as `server/main.ts` starts it, but for its clock, which the test that started this process may move: a message
 * `{ shiftMs }` moves it by so much, and is answered once it has.
 */
let shiftMs = 0
process.on('message', (message: { readonly shiftMs: number }) => {
  shiftMs += message.shiftMs
  process.send?.({ shiftMs })
})

try {
  const settings = decideSettings(readEnvironment(process.env))
  const stopped = stopSignal()
  const clock = () => new Date(Date.now() + shiftMs)
  const stop = await runServer(settings, createLog(settings.logLevel), clock)
  await stopped
  await stop()
  // The test's channel would keep the process alive.
  process.disconnect?.()
} catch (error) {
  process.stderr.write(`${inspect(error)}\n`)
  process.exit(1)
}
