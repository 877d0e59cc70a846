import fastifyStatic from '@fastify/static'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { apps } from '../settings/settings.ts'
import type { Hosts } from './hosts.ts'

export interface WebFilesOptions {
  readonly hosts: Hosts
  /** Holds `card`, `counter` and `console`, as built. */
  readonly folder: string
}

/** Vite puts what has its digest in its name here; it never changes. */
const hashedFolder = '/assets/'

/**
 * Serves each app's files on its own host: hashed ones for ever, the rest asked again each time. A compressed file beside
 * one is served in its place.
 */
export const webFiles = fp<WebFilesOptions>(
  async (server, { hosts, folder }) => {
    // Gives replies their `sendFile`, for the fallback below.
    await server.register(fastifyStatic, { root: folder, serve: false, ...sending })
    for (const app of apps) {
      const root = join(folder, app)
      if (!existsSync(join(root, 'index.html'))) {
        server.log.warn({ app }, 'not built: this app is not served')
        continue
      }
      await server.register(fastifyStatic, {
        root,
        decorateReply: false,
        constraints: { host: hosts.hostOf(app) },
        ...sending,
      })
    }
  },
  { name: 'web-files' },
)

const sending = {
  preCompressed: true,
  cacheControl: false,
  index: 'index.html',
  dotfiles: 'ignore' as const,
  setHeaders(reply: FastifyReply, path: string) {
    const isHashed = path.replaceAll('\\', '/').includes(hashedFolder)
    reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  },
}

/** A page of the app that only its router knows: a person navigating gets index.html, a script or a fetch gets 404. */
export function sendPage(
  { hosts, folder }: WebFilesOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): boolean {
  const app = hosts.appOf(request)
  if (!app || !isNavigation(request) || !existsSync(join(folder, app, 'index.html'))) return false
  reply.code(200).sendFile('index.html', join(folder, app))
  return true
}

function isNavigation({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const path = url.split('?', 1)[0] ?? url
  if (path.startsWith('/api/') || /\.\w+$/.test(path)) return false
  const mode = headers['sec-fetch-mode']
  return mode === undefined ? (headers.accept ?? '').includes('text/html') : mode === 'navigate'
}
