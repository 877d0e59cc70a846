import { verifiers } from './counter-askers.ts'
import { type Engine, engines } from './engine.ts'
import { leaveFirstCore, load, type LoadResult } from './load.ts'
import { loadedOn } from './loaded-on.ts'
import { type Figure, quantile, type Section } from './report.ts'
import { visitors, visitSteps } from './visit-askers.ts'

const askers = 64
const phoneCount = 1_280
const rounds = 3
const forMs = 4_000
/** of a patient */
const requests = visitSteps.length

/** What a counter's whole work with a patient costs, beside the verification alone that it begins with. */
export async function benchInvoices(): Promise<Section> {
  leaveFirstCore()
  const figures: Figure[] = []
  for (const engine of engines) figures.push(...(await benchEngine(engine)))
  return {
    title: 'Counters that bill',
    note:
      `A patient is ${requests} requests: ${visitSteps.join(', ')}; two kinds of medicine, third-party payment, ` +
      'ceilings and the holder’s summary in the unit that makes the invoice final. One core for the server, the other for ' +
      `${askers} counters on kept connections and for PostgreSQL; ${rounds} rounds of ${forMs / 1000} s, each beside one of ` +
      'verifications alone, medians. Every answer is committed to disk before it leaves; what goes to the insurer ' +
      'afterwards is not in it.',
    figures,
  }
}

interface Round {
  readonly visits: LoadResult
  readonly alone: LoadResult
}

async function benchEngine(engine: Engine): Promise<Figure[]> {
  const loaded = await loadedOn(engine, { phoneCount, askers })
  try {
    const { origin, port, server, phones } = loaded
    const all: Round[] = []
    // The first warms.
    for (let round = 0; round <= rounds; round++) {
      const by = verifiers(phones, { ...server.ready, port, askers })
      const alone = await load({ origin, pid: server.pid, forMs, askers: by })
      const counters = visitors(loaded, askers)
      const visits = await load({ origin, pid: server.pid, forMs, askers: counters })
      for (const { refused, firstRefusal } of [alone, visits]) {
        if (refused > 0)
          throw new Error(`${engine}: ${refused} were refused, first ${firstRefusal}`)
      }
      if (round > 0) all.push({ visits, alone })
    }
    return describe(engine, all)
  } finally {
    await loaded.end()
  }
}

function describe(engine: Engine, all: readonly Round[]): Figure[] {
  const median = (pick: (round: Round) => number) => quantile(all.map(pick), 0.5)
  const ratioTo = 'verification alone'
  return [
    {
      name: `patients verified and billed, ${engine}`,
      value: median(({ visits }) => visits.perSecond / requests),
      unit: '/s',
      ratio: median(({ visits, alone }) => visits.perSecond / requests / alone.perSecond),
      ratioTo,
    },
    {
      name: `requests of them, ${engine}`,
      value: median(({ visits }) => visits.perSecond),
      unit: '/s',
      ratio: median(({ visits, alone }) => visits.perSecond / alone.perSecond),
      ratioTo,
    },
    {
      name: `a patient, processor time of the server, ${engine}`,
      value: median(({ visits }) => visits.cpuMicroseconds * requests),
      unit: 'µs',
      ratio: median(
        ({ visits, alone }) => (visits.cpuMicroseconds * requests) / alone.cpuMicroseconds,
      ),
      ratioTo,
    },
    {
      name: `answers to them, p50, ${engine}`,
      value: median(({ visits }) => visits.p50Ms),
      unit: 'ms',
    },
    {
      name: `answers to them, p95, ${engine}`,
      value: median(({ visits }) => visits.p95Ms),
      unit: 'ms',
    },
    {
      name: `verification alone, ${engine}`,
      value: median(({ alone }) => alone.perSecond),
      unit: '/s',
    },
    {
      name: `verification alone, processor time of the server, ${engine}`,
      value: median(({ alone }) => alone.cpuMicroseconds),
      unit: 'µs a request',
    },
  ]
}
