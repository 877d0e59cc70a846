import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePorts } from '@etui/server/free-ports.ts'
import { hostsAt, type Hosts } from './hosts.ts'

/** One demonstration in a process of its own, with data of its own that outlives the process. */
export interface DemoServer {
  readonly hosts: Hosts
  /** what the server's commands need to find the same data */
  readonly environment: Readonly<Record<string, string>>
  readonly pid: number
  /** everything it has written so far, through all its lives */
  log(): string
  /** Ends it at once, as a power cut ends a process. */
  kill(): Promise<void>
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>
  /** Starts it again on the same data and ports; answers when it is ready. */
  start(): Promise<void>
  /** Starts it again, and waits for nothing. */
  launch(): void
  /** Moves its clock by so many milliseconds, for as long as this process lives. */
  shiftClock(byMs: number): Promise<void>
  figures(): Promise<string>
  /** Ends it and takes its data away. */
  remove(): Promise<void>
}

export interface DemoServerOptions {
  /** a PostgreSQL to use instead of SQLite; its database must be empty */
  readonly databaseUrl?: string
  readonly settings?: Readonly<Record<string, string>>
  /** a command put before the server's own, such as a tracer's */
  readonly under?: readonly string[]
}

const entry = fileURLToPath(new URL('server.ts', import.meta.url))
/** A server starts for each test: what Node compiled for the first serves the next. */
const compiled = join(tmpdir(), 'etui-e2e-compiled')

export async function startDemoServer(options: DemoServerOptions = {}): Promise<DemoServer> {
  const [port = 0, identityPort = 0, metricsPort = 0] = await freePorts(3)
  const folder = mkdtempSync(join(tmpdir(), 'etui-e2e-'))
  const logFile = join(folder, 'server.log')
  writeFileSync(logFile, '')
  const environment = {
    ETUI_PORT: String(port),
    ETUI_IDENTITY_PORT: String(identityPort),
    ETUI_METRICS_PORT: String(metricsPort),
    ETUI_DATA: join(folder, 'data'),
    ...(options.databaseUrl && { ETUI_DATABASE_URL: options.databaseUrl }),
    ...options.settings,
  }
  let child: ChildProcess | undefined
  let gone = Promise.resolve()

  function launch(): ChildProcess {
    const [command = '', ...parts] = [...(options.under ?? []), process.execPath, entry]
    const started = spawn(command, parts, {
      env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: compiled, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    })
    child = started
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (part: Buffer) => appendFileSync(logFile, part))
    }
    gone = new Promise((resolve) => started.once('close', () => resolve()))
    return started
  }

  async function start(): Promise<void> {
    await ready(launch(), `http://localhost:${port}/readyz`, () => readFileSync(logFile, 'utf8'))
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const pid = child?.pid
    if (pid !== undefined && child?.exitCode === null && child.signalCode === null) {
      process.kill(signal === 'SIGKILL' ? -pid : pid, signal)
    }
    await gone
  }

  await start()
  return {
    hosts: hostsAt(port, identityPort),
    environment,
    get pid() {
      return child?.pid ?? 0
    },
    log: () => readFileSync(logFile, 'utf8'),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    start,
    launch: () => void launch(),
    shiftClock: (byMs) => tell(child, { shiftMs: byMs }),
    figures: async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text(),
    async remove() {
      await end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function ready(child: ChildProcess, url: string, log: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null)
      throw new Error(`the server ended with ${child.exitCode}:\n${log()}`)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await wait(50)
  }
  throw new Error(`the server was not ready within 30 s:\n${log()}`)
}

/** The server's test entry answers each message once it has acted on it. */
async function tell(child: ChildProcess | undefined, message: object): Promise<void> {
  if (!child) throw new Error('the server is not running')
  const done = new Promise((resolve) => child.once('message', resolve))
  child.send(message)
  await done
}
