import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { freePorts } from './free-ports.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

async function world() {
  const data = await mkdtemp(join(tmpdir(), 'etui-main-'))
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  const start = (env: Record<string, string>) => {
    const child = spawn(process.execPath, [main], { env: { PATH: '', ETUI_DATA: data, ...env } })
    onTestFinished(() => void child.kill('SIGKILL'))
    const said: string[] = []
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => said.push(`${text}`))
    const code = once(child, 'exit').then(([status]: unknown[]) => status)
    return { child, code, said: () => said.join('') }
  }
  return { start }
}

async function untilReady(port: number): Promise<Response> {
  for (let left = 500; ; left -= 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer || left === 0) return answer ?? expect.fail('it never answered')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('starts with nothing but a folder, tells its figures apart, and stops when asked', async () => {
  const { start } = await world()
  // The server takes the two behind it for identities and figures.
  const [port = 0] = await freePorts(3)
  const { child, code, said } = start({ ETUI_PORT: `${port}` })
  expect((await untilReady(port)).status).toBe(200)
  const figures = await (await fetch(`http://127.0.0.1:${port + 2}/metrics`)).text()
  expect(figures).toContain('etui_requests_total{app="none",method="GET",status="200"} 1')
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404)
  child.kill('SIGTERM')
  expect(await code, said()).toBe(0)
  expect(said()).toContain('"signal":"SIGTERM"')
})

test('answers the request under way before it stops', async () => {
  const { start } = await world()
  const [port = 0] = await freePorts(3)
  const { child, code, said } = start({ ETUI_PORT: `${port}` })
  await untilReady(port)
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  let answer = ''
  socket.on('data', (part) => (answer += part))
  // Signing out: its body is read whole before it is answered, and the server says when it begins to wait for it.
  const head = [
    'DELETE /api/session HTTP/1.1',
    `host: comptoir.localhost:${port}`,
    `origin: http://comptoir.localhost:${port}`,
    'content-type: application/json',
    'content-length: 2',
    'expect: 100-continue',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await vi.waitFor(() => expect(answer).toContain('100 Continue'))
  child.kill('SIGTERM')
  await vi.waitFor(() => expect(isListening(port)).resolves.toBe(false), 10_000)
  expect(child.exitCode, said()).toBeNull()
  socket.write('{}')
  expect(await code, said()).toBe(0)
  expect(answer).toMatch(/HTTP\/1\.1 200 OK[^]*\{"isEnded":true\}/)
}, 60_000)

/** Whether somebody new is still let in. */
async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  })
  socket.destroy()
  return isOpen
}

test('says in a sentence that its port is taken', async () => {
  const { start } = await world()
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  onTestFinished(() => void listener.close())
  const address = listener.address()
  const port = address && typeof address === 'object' ? address.port : expect.fail()
  const { code, said } = start({ ETUI_PORT: `${port}` })
  expect(await code).toBe(1)
  expect(said()).toContain(
    `Port ${port} is already taken by another program. Stop it, or choose another one: ETUI_PORT=`,
  )
  expect(said()).not.toContain('    at ')
})

test('refuses wrong settings in a list', async () => {
  const { start } = await world()
  const { code, said } = start({ ETUI_MODE: 'staging', ETUI_PORT: 'x' })
  expect(await code).toBe(1)
  expect(said()).toContain('  - ETUI_MODE must be one of demo, production\n  - ETUI_PORT must be')
})
