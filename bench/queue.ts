import { agentCookie } from '@etui/server/agent/agent.ts'
import { Pool } from 'undici'
import type { CheckServer, CheckWorld, MoreWaiting } from './check-server.ts'
import { type Engine, engines, startOn } from './engine.ts'
import { leaveFirstCore } from './load.ts'
import { nextAddress } from './phone-askers.ts'
import { type Figure, quantile, type Section } from './report.ts'

const few = 100
const many = 10_000
const agents = 50
const rounds = 5

/** What an agent waits for at the console while ten thousand checks do, one agent asking at a time. */
export async function benchQueue(): Promise<Section> {
  leaveFirstCore()
  const figures: Figure[] = []
  for (const engine of engines) figures.push(...(await benchEngine(engine)))
  return {
    title: 'The queue of agents',
    note:
      `${many.toLocaleString('en')} checks of identity wait, each of a person of the registry, sent through the store. ` +
      `${agents} agents, one asking at a time over HTTP, open the list of the console and take the next case, each ` +
      `keeping it until all have one: what is taken is leased, logged and committed to disk, and shown with its person. ` +
      `${rounds} rounds; the same with ${few} waiting, on the same server just before.`,
    figures,
  }
}

type Times = Record<'list' | 'next', number[]>

async function benchEngine(engine: Engine): Promise<Figure[]> {
  const world: CheckWorld = { agents, phones: [] }
  const program = new URL('./check-server.ts', import.meta.url)
  const started = await startOn<CheckServer>(engine, program, world)
  const pool = new Pool(`http://127.0.0.1:${started.port}`, { connections: 1 })
  try {
    const timesOf = async (waiting: number): Promise<Times> => {
      await started.server.ask({ waiting } satisfies MoreWaiting)
      const times: Times = { list: [], next: [] }
      // The first round warms.
      await workThrough(started, pool, waiting, { list: [], next: [] })
      for (let round = 0; round < rounds; round++) await workThrough(started, pool, waiting, times)
      return times
    }
    const [before, after] = [await timesOf(few), await timesOf(many)]
    return (['list', 'next'] as const).flatMap((what) => {
      const name = what === 'list' ? 'the list of cases' : 'the next case taken'
      return ([0.5, 0.95] as const).map((p) => {
        const value = quantile(after[what], p)
        return {
          name: `${name}, ${engine}, p${p * 100}`,
          value,
          unit: 'ms',
          ratio: value / quantile(before[what], p),
          ratioTo: `the same with ${few} waiting`,
        }
      })
    })
  } finally {
    await pool.close()
    await started.end()
  }
}

/** Every agent opens the list and takes a case; then they give them all back. */
async function workThrough(
  { port, server }: { readonly port: number; readonly server: { readonly ready: CheckServer } },
  pool: Pool,
  waiting: number,
  times: Times,
): Promise<void> {
  const host = `console.localhost:${port}`
  const ask = async (token: string, method: 'GET' | 'POST', path: string): Promise<unknown> => {
    const answer = await pool.request({
      method,
      path,
      headers: {
        host,
        origin: `http://${host}`,
        cookie: `${agentCookie}=${token}`,
        'x-forwarded-for': nextAddress(),
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: '{}' } : {}),
    })
    const body: unknown = await answer.body.json()
    if (answer.statusCode !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`)
    return body
  }
  const taken = new Map<string, string>()
  for (const token of server.ready.agents) {
    // The wire's own shapes (shared/wire/case.ts).
    const list = (await timed(times.list, () => ask(token, 'GET', '/api/checks'))) as {
      readonly waiting: number
      readonly free: number
    }
    if (list.waiting !== waiting || list.free !== waiting - taken.size) {
      throw new Error(`the list tells of ${list.waiting} waiting, ${list.free} free`)
    }
    const next = (await timed(times.next, () => ask(token, 'POST', '/api/checks/next'))) as {
      readonly case: { readonly checkId: string } | null
    }
    if (!next.case) throw new Error('no case was free')
    taken.set(token, next.case.checkId)
  }
  if (new Set(taken.values()).size !== taken.size) throw new Error('a case was taken twice')
  for (const [token, checkId] of taken) await ask(token, 'POST', `/api/checks/${checkId}/release`)
}

async function timed(into: number[], work: () => Promise<unknown>): Promise<unknown> {
  const start = performance.now()
  const answer = await work()
  into.push(performance.now() - start)
  return answer
}
