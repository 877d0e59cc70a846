import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, HTTPMethods, RouteOptions } from 'fastify'
import { onTestFinished } from 'vitest'
import { settings } from '../phone/test-holder.ts'
import { type App, apps } from '../settings/settings.ts'
import type { Schema } from './test-feed.ts'

/** One route on one host, with the shapes it takes. */
export interface Route {
  readonly method: HTTPMethods
  readonly url: string
  readonly host: string
  readonly params: Schema
  readonly body?: Schema
}

/** Every route of the servers opened from here on, on each host that it answers on: none can be left out. */
export function rememberRoutes(): () => Route[] {
  const made: RouteOptions[] = []
  const follow = (message: unknown) => {
    // What Fastify says on this channel holds the server it has made.
    const { fastify } = message as { readonly fastify: FastifyInstance }
    fastify.addHook('onRoute', (route) => void made.push(route))
  }
  subscribe('fastify.initialization', follow)
  onTestFinished(() => void unsubscribe('fastify.initialization', follow))
  return () => made.flatMap((route) => hostsOf(route).flatMap((host) => onHost(route, host)))
}

function hostsOf({ constraints }: RouteOptions): string[] {
  const host: unknown = constraints?.['host']
  return typeof host === 'string' ? [host] : apps.map(hostOf)
}

function onHost({ method, url, schema }: RouteOptions, host: string): Route[] {
  // The schemas of our routes are JSON schemas.
  const params = (schema?.params ?? { type: 'object' }) as Schema
  const body = schema?.body as Schema | undefined
  return [method].flat().map((each) => ({
    method: each as HTTPMethods, // of a route that is made, in capitals
    url,
    host,
    params,
    ...(body && { body }),
  }))
}

export function hostOf(app: App): string {
  return new URL(settings.origins[app]).host
}
