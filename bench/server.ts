import { verifiers } from './counter-askers.ts'
import {
  leaveFirstCore,
  load,
  startPinned,
  type Asker,
  type LoadResult,
  type Pinned,
} from './load.ts'
import { type Engine, engines } from './engine.ts'
import { loadedOn } from './loaded-on.ts'
import { benchPeer } from './peer.ts'
import { inTurns } from './phone-askers.ts'
import { quantile, type Figure, type Section } from './report.ts'
import type { BareRequest } from './bare-limit.ts'

const askers = 64
/** More than askers: a phone has only so many proofs in a window. */
const phoneCount = 1_280
const rounds = 3
const forMs = 4_000

/** Refreshes and verifications a second on one core, each against the bare cryptography of the very request. */
export async function benchServer(): Promise<Section> {
  leaveFirstCore()
  const bare = await startPinned<string>(new URL('./bare-limit.ts', import.meta.url), [])
  const figures: Figure[] = []
  try {
    const refreshes: Record<string, number> = {}
    for (const engine of engines) {
      const measured = await benchEngine(engine, bare)
      figures.push(...measured.figures)
      refreshes[engine] = measured.refreshesPerSecond
    }
    const peers: LoadResult[] = []
    for (let round = 0; round < rounds; round++) peers.push(await benchPeer(askers, forMs))
    const peer = quantile(
      peers.map(({ perSecond }) => perSecond),
      0.5,
    )
    figures.push(
      { name: 'oidc-provider, refresh with DPoP, in memory', value: peer, unit: '/s' },
      {
        name: 'oidc-provider, processor time',
        value: quantile(
          peers.map(({ cpuMicroseconds }) => cpuMicroseconds),
          0.5,
        ),
        unit: 'µs a request',
      },
      {
        name: 'refresh on SQLite, against oidc-provider in memory',
        value: (refreshes['SQLite'] ?? 0) / peer,
        unit: 'times',
        target: '1.5',
      },
    )
  } finally {
    await bare.end()
  }
  return {
    title: 'The server under load',
    note:
      `One core for the server, the other for ${askers} askers on kept connections and for PostgreSQL; ${rounds} rounds of ${forMs / 1000} s, ` +
      'medians. The limit is the cryptography of the same request alone, on the same core, in the same rounds. Every ' +
      'answer is committed to disk before it leaves. A phone that nobody read since it last asked is told nothing; in the ' +
      'last rounds every phone is told all the readings of the rounds before.',
    figures,
  }
}

type Kind = BareRequest

async function benchEngine(engine: Engine, bare: Pinned<string>) {
  const { port, server, end, refreshers, phones, origin } = await loadedOn(engine, {
    phoneCount,
    askers,
  })
  try {
    const measure = async (kind: Kind, by: () => readonly Asker[]) => {
      const samples: Sample[] = []
      for (let round = 0; round < rounds; round++) {
        const limit = Number(await bare.ask({ request: kind, forMs: 1_500 }))
        const result = await load({ origin, pid: server.pid, forMs, askers: by() })
        const { refused, firstRefusal } = result
        if (refused > 0) throw new Error(`${kind}: ${refused} were refused, first ${firstRefusal}`)
        samples.push({ result, limit })
      }
      return samples
    }
    // Its phones tell no cursor: each letter brings every reading so far, so the first rounds are those of a quiet week.
    const refreshes = () => inTurns(refreshers, askers)
    const quiet = await measure('refresh', refreshes)
    const verified = await measure('verification', () =>
      verifiers(phones, { ...server.ready, port, askers }),
    )
    const busy = await measure('refresh', refreshes)
    const readings = verified.reduce(
      (sum, { result }) => sum + result.perSecond * (forMs / 1000),
      0,
    )
    const figures = [
      ...describe(`refresh, ${engine}`, quiet),
      ...describe(`verification, ${engine}`, verified),
      ...describe(
        `refresh that tells ${Math.round(readings / phoneCount)} readings, ${engine}`,
        busy,
      )
        .slice(0, 2)
        .map(({ target: _none, ...figure }) => figure),
    ]
    return { figures, refreshesPerSecond: medianOf(quiet, ({ result }) => result.perSecond) }
  } finally {
    await end()
  }
}

interface Sample {
  readonly result: LoadResult
  /** of bare cryptography, on the same core in the same round */
  readonly limit: number
}

function medianOf(samples: readonly Sample[], pick: (sample: Sample) => number): number {
  return quantile(samples.map(pick), 0.5)
}

function describe(name: string, of: readonly Sample[]): Figure[] {
  const median = (pick: (sample: Sample) => number) => medianOf(of, pick)
  return [
    {
      name,
      value: median(({ result }) => result.perSecond),
      unit: '/s',
      ratio: median(({ result, limit }) => result.perSecond / limit),
      ratioTo: 'its bare cryptography',
      target: '0.35',
    },
    {
      name: `${name}, processor time of the server`,
      value: median(({ result }) => result.cpuMicroseconds),
      unit: 'µs a request',
      ratio: median(({ result, limit }) => 1e6 / limit / result.cpuMicroseconds),
      ratioTo: 'which is cryptography',
    },
    { name: `${name}, answer p50`, value: median(({ result }) => result.p50Ms), unit: 'ms' },
    { name: `${name}, answer p95`, value: median(({ result }) => result.p95Ms), unit: 'ms' },
  ]
}
