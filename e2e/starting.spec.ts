import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from '@etui/server/free-ports.ts'
import { reach } from './world/reach.ts'
import { expect, test } from './world/world.ts'

const script = fileURLToPath(new URL('../scripts/start.ts', import.meta.url))

/** The command that README gives to whoever opens the project, as a terminal runs it once all is installed. */
function start(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env['PATH'], LANG: 'fr_FR.UTF-8', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (part) => (said.out += String(part)))
  child.stderr.on('data', (part) => (said.err += String(part)))
  const code = once(child, 'close').then(([status]: unknown[]) => status)
  return { child, said, code }
}

/**
 * Browser tests run on apps that were built for them. A source saved since would have the command build them anew under the
 * other tests: for as long as this one starts, the built apps are as new as now.
 */
function passForNew(): () => void {
  const times = ['card', 'counter', 'console'].map((app) => {
    const file = fileURLToPath(new URL(`../web/dist/${app}/index.html`, import.meta.url))
    const { atime, mtime } = statSync(file)
    utimesSync(file, atime, new Date())
    return () => utimesSync(file, atime, mtime)
  })
  return () => times.forEach((restore) => restore())
}

test('starts the demonstration, and prints its addresses and its people', async () => {
  const [port = 0, identity = 0, metrics = 0] = await freePorts(3)
  const folder = mkdtempSync(join(tmpdir(), 'etui-start-'))
  const restore = passForNew()
  const { child, said, code } = start({
    ETUI_PORT: String(port),
    ETUI_IDENTITY_PORT: String(identity),
    ETUI_METRICS_PORT: String(metrics),
    ETUI_DATA: join(folder, 'data'),
  })
  try {
    await expect.poll(() => said.out, { timeout: 80_000 }).toContain(`localhost:${port}/demo`)
    for (const host of ['localhost', 'comptoir.localhost', 'console.localhost']) {
      expect(said.out).toContain(`http://${host}:${port}`)
      const page = await reach(`http://${host}:${port}/`, { headers: { accept: 'text/html' } })
      expect(page.status).toBe(200)
    }
    expect(said.out).toContain('CLAIRE AUBERTIN')
    expect(said.out).not.toContain('Building')
    expect((await reach(`http://localhost:${port}/demo`)).status).toBe(200)
    child.kill('SIGINT')
    expect(await code, said.err).toBe(0)
  } finally {
    child.kill('SIGKILL')
    restore()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('says which port is taken before it builds or writes anything', async () => {
  const [port = 0, identity = 0, metrics = 0] = await freePorts(3)
  const folder = mkdtempSync(join(tmpdir(), 'etui-start-'))
  const other = createServer().listen(port, '127.0.0.1')
  await once(other, 'listening')
  try {
    const { said, code } = start({
      ETUI_PORT: String(port),
      ETUI_IDENTITY_PORT: String(identity),
      ETUI_METRICS_PORT: String(metrics),
      ETUI_DATA: join(folder, 'data'),
    })
    expect(await code).toBe(1)
    expect(said.err).toContain(`Port ${port} is already taken by another program.`)
    expect(said.err).toContain('ETUI_PORT=')
    expect(said).toEqual({ out: '', err: expect.not.stringContaining('    at ') })
    expect(existsSync(join(folder, 'data'))).toBe(false)
  } finally {
    other.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
