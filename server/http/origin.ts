import fp from 'fastify-plugin'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Hosts } from './hosts.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Programs call it, and prove themselves by what no browser adds on its own: there is no page to ask after. */
    isForPrograms?: boolean
  }
}

const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a call that changes something unless the page that makes it is the app's own: Origin (RFC 6454) must be given
 * and equal, and Fetch Metadata, where the browser sends it, must say `same-origin`. Throws Refusal('origin-foreign').
 */
export const originCheck = fp<{ hosts: Hosts }>(
  async (server, { hosts }) => {
    server.addHook('onRequest', (request, _reply, done) => {
      const isForPrograms = request.routeOptions.config.isForPrograms === true
      if (isForPrograms || readingMethods.has(request.method)) return done()
      const app = hosts.appOf(request)
      const { origin, 'sec-fetch-site': site } = request.headers
      const isOwn =
        app !== undefined &&
        origin === hosts.origins[app] &&
        (site === undefined || site === 'same-origin')
      done(isOwn ? undefined : new Refusal('origin-foreign'))
    })
  },
  { name: 'origin' },
)
