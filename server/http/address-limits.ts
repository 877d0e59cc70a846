import fp from 'fastify-plugin'
import { isIPv6 } from 'node:net'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Clock } from '../clock.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    limit?: AddressLimit
    /** so many calls by one device, when it is not the usual */
    deviceLimit?: AddressLimit
  }
}

/** So many calls of one route by one address within a window. */
export interface AddressLimit {
  readonly most: number
  readonly windowMs: number
}

export const usualLimit: AddressLimit = { most: 300, windowMs: 60_000 }
/**
 * For files and published lists, which cost little: a first visit asks for some forty, and thousands of phones share one
 * address at a mobile operator.
 */
export const cheapLimit: AddressLimit = { most: 20_000, windowMs: 60_000 }
/** For what proves its device key: the address only bounds a flood, the device has a limit of its own. */
export const provenLimit: AddressLimit = { most: 6_000, windowMs: 60_000 }
export const deviceLimit: AddressLimit = { most: 60, windowMs: 60_000 }
/** For addresses that do not exist. */
export const unknownLimit: AddressLimit = { most: 60, windowMs: 60_000 }

/** Enough for every address of a busy minute; beyond it the oldest windows are forgotten first. */
const mostWindows = 100_000

interface Window {
  count: number
  readonly endsAt: number
}

/**
 * Counts calls in this process's memory; throws Refusal('limit-reached', { retryAfterSeconds }). It slows a flood. Where
 * money or secrets are at stake, SharedCeilings counts in the database for all nodes.
 */
export class AddressLimits {
  readonly #clock: Clock
  readonly #windows = new Map<string, Window>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  take(address: string, route: string, { most, windowMs }: AddressLimit): void {
    const now = this.#clock().getTime()
    const key = `${networkOf(address)} ${route}`
    let window = this.#windows.get(key)
    if (!window || window.endsAt <= now) {
      this.#windows.delete(key)
      this.#makeRoom()
      window = { count: 0, endsAt: now + windowMs }
      this.#windows.set(key, window)
    }
    window.count += 1
    if (window.count > most) {
      const retryAfterSeconds = Math.ceil((window.endsAt - now) / 1_000)
      throw new Refusal('limit-reached', { retryAfterSeconds })
    }
  }

  #makeRoom(): void {
    if (this.#windows.size < mostWindows) return
    for (const oldest of this.#windows.keys()) {
      this.#windows.delete(oldest)
      return
    }
  }
}

/** One subscriber of IPv6 has a /64 of addresses at least: they count as one. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail] = address.split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

/** The one route of every built file. */
const filesRoute = '/*'

/** Counts every request that found a route, by its method too; a route says how often by `config.limit`. */
export const limitAnswers = fp<{ limits: AddressLimits }>(
  async (server, { limits }) => {
    server.addHook('onRequest', (request, _reply, done) => {
      const { url, config } = request.routeOptions
      if (url !== undefined) {
        const limit = config.limit ?? (url === filesRoute ? cheapLimit : usualLimit)
        limits.take(request.ip, `${request.method} ${url}`, limit)
      }
      done()
    })
  },
  { name: 'limits' },
)
