import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { machineClock } from '../clock.ts'
import { openDatabase } from '../db/open-database.ts'
import { freshDatabase } from '../db/test-engines.ts'
import { freePorts } from '../free-ports.ts'
import { openFileKeys } from '../keys/file-keys.ts'
import { createLog } from '../log/log.ts'
import { sessionCookie } from '../professional/session.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { openAnswers } from '../answers/open-answers.ts'
import { openTaps, readEvents } from './test-tap.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** A server of this process and one of another, on one PostgreSQL and with the same keys. */
async function twoNodes() {
  const { settings, remove } = await freshDatabase()
  onTestFinished(remove)
  const folder = await mkdtemp(join(tmpdir(), 'etui-nodes-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const clock = machineClock
  const keys = await openFileKeys({ folder, clock })
  const database = await openDatabase(settings)
  const answers = await openAnswers(settings, createLog('silent'))
  onTestFinished(() => answers.close())
  const registry = demonstrationRegistry({ database, keys, clock })
  const here = await openTaps(async () => database, { keys, clock, answers, registry })
  onTestFinished(() => keys.close())

  const [port = 0] = await freePorts(3)
  const url = settings.engine === 'postgres' ? settings.url : expect.fail()
  const env = { PATH: '', ETUI_DATA: folder, ETUI_PORT: `${port}`, ETUI_DATABASE_URL: url }
  const other = spawn(process.execPath, [main], { env, stdio: 'ignore' })
  onTestFinished(() => void other.kill('SIGKILL'))
  await untilReady(port)
  return { ...here, other, port }
}

async function untilReady(port: number): Promise<void> {
  for (let left = 400; left > 0; left -= 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await wait(50)
  }
  expect.fail('the other server never answered')
}

/** The counter's stream, at the other server. */
function listenAt(port: number, token: string) {
  const headers = { host: `comptoir.localhost:${port}`, cookie: `${sessionCookie}=${token}` }
  return openStream(port, '/api/tap/events', headers)
}

async function openStream(port: number, path: string, headers: OutgoingHttpHeaders) {
  const request = get({ host: '127.0.0.1', port, path, headers })
  const answered: unknown[] = await once(request, 'response')
  // What `response` brings, by Node's own word.
  const body = answered[0] as IncomingMessage
  expect(body.statusCode).toBe(200)
  onTestFinished(() => void request.destroy())
  const ended = new Promise<void>((resolve) => body.once('close', resolve))
  return { ...readEvents(body), ended }
}

async function exitOf(child: ChildProcess): Promise<unknown> {
  const [code]: unknown[] = await once(child, 'exit')
  return code
}

test('an answer that came to one server is told at another, long before that looks by itself', async () => {
  const { counter, phone, other, port } = await twoNodes()
  const here = await counter('Comptoir 2')
  const claire = await phone()
  const { challenge, tapId } = await here.start()
  const stream = await listenAt(port, here.token)
  await claire.find({ counterId: here.counterId })
  expect(await stream.next()).toMatchObject({ id: `${tapId}.seen` })
  const from = performance.now()
  await claire.answer(challenge)
  expect(await stream.next()).toMatchObject({
    id: `${tapId}.answered`,
    data: { reading: { verdict: 'valid', person: { givenNames: 'CLAIRE' } } },
  })
  expect(performance.now() - from).toBeLessThan(5_000)

  // Stopping waits for no stream.
  other.kill('SIGTERM')
  expect(await exitOf(other)).toBe(0)
  await stream.ended
})

test('a holder is told at another server of what was read at one', async () => {
  const { counter, phone, port } = await twoNodes()
  const here = await counter('Comptoir 2')
  const claire = await phone()
  const { challenge } = await here.start()
  // The first call brings the nonce that proofs are made over, at either server.
  await claire.find({ counterId: here.counterId })
  const htu = `http://localhost:${port}/api/news`
  const dpop = claire.prove('GET', '/api/news', { claims: { htu } })
  const stream = await openStream(port, '/api/news', { host: `localhost:${port}`, dpop })
  const from = performance.now()
  await claire.answer(challenge)
  expect(await stream.next()).toMatchObject({ name: 'news', data: {} })
  expect(performance.now() - from).toBeLessThan(5_000)
})
