import { joinShards } from '@etui/shared/status/shard-sequence.ts'
import type { Clock } from '../clock.ts'
import { publish, type Published } from '../http/published.ts'
import type { StatusStore } from './status-store.ts'

/** So old a look at the database may be: within this a list published by another node is served by this one. */
const lookMs = 1_000
const typeOfOne = 'application/statuslist+cwt'
const typeOfAll = 'application/cbor-seq'

/** The lists served, held in memory as they were published. */
export interface StatusLists {
  /** Every shard, in order, as one CBOR sequence. */
  all(): Promise<Published>
  /** Undefined for a shard that is not published. */
  one(shard: number): Promise<Published | undefined>
}

interface Held {
  readonly all: Promise<Published>
  readonly lists: ReadonlyMap<number, Buffer>
  readonly ones: Map<number, Promise<Published>>
}

export function statusLists(status: StatusStore, clock: Clock): StatusLists {
  let held: Held | undefined
  let lookedAt = -Infinity
  let looking: Promise<Held> | undefined

  async function current(): Promise<Held> {
    if (held && Math.abs(clock().getTime() - lookedAt) < lookMs) return held
    looking ??= look().finally(() => (looking = undefined))
    return looking
  }

  async function look(): Promise<Held> {
    const startedAt = clock().getTime()
    const published = await status.published()
    const lists = new Map(published.map(({ shard, list }) => [shard, list]))
    if (!held || !isSame(held.lists, lists)) {
      const all = publish(joinShards(published.map(({ list }) => new Uint8Array(list))), typeOfAll)
      held = { all, lists, ones: new Map() }
    }
    lookedAt = startedAt
    return held
  }

  return {
    all: async () => (await current()).all,
    async one(shard) {
      const { lists, ones } = await current()
      const list = lists.get(shard)
      if (!list) return undefined
      const published = ones.get(shard) ?? publish(list, typeOfOne)
      ones.set(shard, published)
      return published
    },
  }
}

function isSame(one: ReadonlyMap<number, Buffer>, other: ReadonlyMap<number, Buffer>): boolean {
  if (one.size !== other.size) return false
  return [...one].every(([shard, list]) => other.get(shard)?.equals(list) === true)
}
