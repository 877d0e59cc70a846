import { randomBytes } from 'node:crypto'
import { mostJournalEntries, type JournalEntry } from '@etui/shared/wire/journal.ts'
import { sessionCookie } from '@etui/server/professional/session.ts'
import { Pool } from 'undici'
import { type Engine, engines, startOn } from './engine.ts'
import type { JournalServer, JournalWorld } from './journal-server.ts'
import { leaveFirstCore } from './load.ts'
import { type Figure, quantile, type Section } from './report.ts'

const world: JournalWorld = { days: 6, entries: 500, phones: 10 }

/** What a counter waits for when its network comes back after a day of 500 readings. */
export async function benchJournal(): Promise<Section> {
  leaveFirstCore()
  const figures: Figure[] = []
  for (const engine of engines) figures.push(...(await benchEngine(engine)))
  return {
    title: 'The journal of a counter',
    note:
      `${world.entries} readings made without network, sent in order by ${mostJournalEntries}, one request at a time over ` +
      `HTTP. The server opens and verifies each frame at its own time, records the reading and keeps its answer, on disk ` +
      `before it answers. Medians of ${world.days - 1} days; then each day again, as after an answer that was lost.`,
    figures,
  }
}

async function benchEngine(engine: Engine): Promise<Figure[]> {
  const program = new URL('./journal-server.ts', import.meta.url)
  const started = await startOn<JournalServer>(engine, program, world)
  const pool = new Pool(`http://127.0.0.1:${started.port}`, { connections: 1 })
  try {
    const { days } = started.server.ready
    const [first, again]: [number[], number[]] = [[], []]
    for (const [number, day] of days.entries()) {
      const entries = day.map(({ frame, readAt }) => ({
        entryId: randomBytes(16).toString('base64url'),
        frame,
        readAt,
        verdict: 'valid',
      }))
      const [took, tookAgain] = [
        await sendAll(pool, started, entries),
        await sendAll(pool, started, entries),
      ]
      // The first day warms.
      if (number === 0) continue
      first.push(took)
      again.push(tookAgain)
    }
    const value = quantile(first, 0.5)
    return [
      { name: `${world.entries} readings synchronised, ${engine}`, value, unit: 'ms' },
      {
        name: `readings a second of one counter, ${engine}`,
        value: (world.entries / value) * 1000,
        unit: '/s',
      },
      {
        name: `the same sent again, ${engine}`,
        value: quantile(again, 0.5),
        unit: 'ms',
        ratio: quantile(again, 0.5) / value,
        ratioTo: 'the first time',
      },
    ]
  } finally {
    await pool.close()
    await started.end()
  }
}

/** Milliseconds until the server has accepted the last of them. */
async function sendAll(
  pool: Pool,
  { port, server }: { readonly port: number; readonly server: { readonly ready: JournalServer } },
  entries: readonly JournalEntry[],
): Promise<number> {
  const { token, counterId } = server.ready
  const host = `comptoir.localhost:${port}`
  const start = performance.now()
  for (let from = 0; from < entries.length; from += mostJournalEntries) {
    const answer = await pool.request({
      method: 'POST',
      path: '/api/journal',
      headers: {
        host,
        origin: `http://${host}`,
        cookie: `${sessionCookie}=${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ counterId, entries: entries.slice(from, from + mostJournalEntries) }),
    })
    const body = await answer.body.text()
    const accepted = body.match(/"judgement":"accepted"/g)?.length
    if (accepted !== mostJournalEntries) throw new Error(`${answer.statusCode} ${body}`)
  }
  return performance.now() - start
}
