import { readFileSync } from 'node:fs'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Pool } from 'undici'

/** What one run of load saw: answers a second, processor time of the server's process, and times of answers. */
export interface LoadResult {
  readonly perSecond: number
  /** of the server's process, for each answer */
  readonly cpuMicroseconds: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly refused: number
  /** the first answer that was not hoped for: its status, and how it begins */
  readonly firstRefusal: string | undefined
}

export interface Ask {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

export interface Asker {
  /** Makes ahead what it can, before the clock starts. */
  ready?(): void | Promise<void>
  next(): Ask | Promise<Ask>
  /** whether the answer was the one hoped for */
  took(status: number, body: string, headers: Headers): boolean
}

/**
 * Asks `origin` for `forMs`, with as many requests under way as there are askers; each asker makes its next request
 * once its last was answered, and tells whether the answer was a good one.
 */
export async function load(options: {
  readonly origin: string
  readonly pid: number
  readonly forMs: number
  /** ends earlier, once each asker has had so many answers */
  readonly answersEach?: number
  readonly askers: readonly Asker[]
}): Promise<LoadResult> {
  const pool = new Pool(options.origin, { connections: options.askers.length, pipelining: 1 })
  const times: number[] = []
  let refused = 0
  let firstRefusal: string | undefined
  for (const asker of options.askers) await asker.ready?.()
  const startCpu = cpuSeconds(options.pid)
  const start = performance.now()
  const until = start + options.forMs
  const most = options.answersEach ?? Number.POSITIVE_INFINITY
  await Promise.all(
    options.askers.map(async (asker) => {
      for (let had = 0; had < most && performance.now() < until; had++) {
        const ask = await asker.next()
        const from = performance.now()
        const answer = await pool.request({ ...ask })
        const body = await answer.body.text()
        times.push(performance.now() - from)
        if (asker.took(answer.statusCode, body, answer.headers as Headers)) continue
        refused++
        firstRefusal ??= `${answer.statusCode} ${body.slice(0, 120)}`
      }
    }),
  )
  const seconds = (performance.now() - start) / 1000
  const cpu = cpuSeconds(options.pid) - startCpu
  await pool.close()
  const sorted = times.toSorted((a, b) => a - b)
  return {
    perSecond: times.length / seconds,
    cpuMicroseconds: (cpu / times.length) * 1e6,
    p50Ms: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
    refused,
    firstRefusal,
  }
}

export type Headers = Record<string, string | string[] | undefined>

/** User and system time of a process so far, in seconds (proc(5), fields 14 and 15 of stat). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Keeps this process, and what it starts from now on, off the server's core. */
export function leaveFirstCore(): void {
  execFileSync('taskset', ['-acp', '1', String(process.pid)], { stdio: 'ignore' })
}

export interface Pinned<Message> {
  readonly process: ChildProcess
  readonly pid: number
  /** the first message it sent: it is ready */
  readonly ready: Message
  ask(message: unknown): Promise<unknown>
  end(): Promise<void>
}

/** Starts a Node program on the first core alone; it says what it has to say by a message to its parent. */
export async function startPinned<Message>(
  file: URL,
  args: readonly string[],
  environment: Record<string, string> = {},
  first?: unknown,
): Promise<Pinned<Message>> {
  const child = spawn('taskset', ['-c', '0', process.execPath, file.pathname, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...environment },
  })
  if (first !== undefined) child.send(first as object)
  const [ready] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`${file.pathname} ended before it was ready`)
    }),
  ])) as [Message]
  if (child.pid === undefined) throw new Error('no process')
  return {
    process: child,
    pid: child.pid,
    ready,
    async ask(message) {
      child.send(message as object)
      const [answer] = await once(child, 'message')
      return answer
    },
    async end() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}
