import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type App, apps, type Settings } from '../settings/settings.ts'

/** Which app a host name is for. One process serves three origins (DESIGN.md 3); any other host gets nothing. */
export interface Hosts {
  readonly origins: Settings['origins']
  hostOf(app: App): string
  appOf(request: FastifyRequest): App | undefined
}

export function hostsOf(origins: Settings['origins']): Hosts {
  const byHost = new Map(apps.map((app) => [new URL(origins[app]).host, app]))
  return {
    origins,
    hostOf: (app) => new URL(origins[app]).host,
    appOf: (request) => byHost.get(request.headers.host ?? ''),
  }
}

/** Every route registered in this scope from now on answers on one app's host only. */
export function bindHost(scope: FastifyInstance, host: string): void {
  scope.addHook('onRoute', (route) => {
    route.constraints = { ...route.constraints, host }
  })
}
