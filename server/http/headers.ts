import fp from 'fastify-plugin'
import { type App, apps, type Settings } from '../settings/settings.ts'
import type { Hosts } from './hosts.ts'

type Directives = Readonly<Record<string, readonly string[]>>

/**
 * The policy of one app (DESIGN.md 11): nothing but what it is served itself, and no `unsafe-*` but WebAssembly's own
 * word: for Argon2id on the card, the reader of codes on the counter, the models that compare faces on the console. Only
 * the console plays films.
 */
export function policyOf(app: App, settings: Pick<Settings, 'outside'>): Directives {
  const isDemo = settings.outside.mode === 'demo'
  return {
    'default-src': ["'none'"],
    'script-src': ["'self'", "'wasm-unsafe-eval'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    ...(app === 'console' && { 'media-src': ["'self'"] }),
    // A film just taken, looked at before it is sent.
    ...(app === 'card' && { 'media-src': ['blob:'] }),
    'connect-src': ["'self'"],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'form-action': ["'self'", ...identityOrigins(app, settings)],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['vue', 'etui'],
    ...(!isDemo && { 'upgrade-insecure-requests': [] }),
  }
}

/** What is allowed on each app; every other feature of the list is denied. */
const features: Readonly<Record<App, readonly string[]>> = {
  card: [
    'camera',
    'clipboard-write',
    'microphone',
    'publickey-credentials-create',
    'publickey-credentials-get',
    'screen-wake-lock',
  ],
  counter: ['camera', 'clipboard-write', 'screen-wake-lock'],
  console: [],
}
const knownFeatures = [
  'accelerometer',
  'camera',
  'clipboard-read',
  'clipboard-write',
  'display-capture',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
]

/** Every security header of one app, constant for the life of the process. `undefined` is a host that is none of ours. */
export function securityHeaders(
  app: App | undefined,
  settings: Pick<Settings, 'outside'>,
): Readonly<Record<string, string>> {
  const directives = app ? policyOf(app, settings) : nothing
  const allowed = app ? features[app] : []
  return {
    'content-security-policy': Object.entries(directives)
      .map(([name, values]) => [name, ...values].join(' '))
      .join(';'),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy': knownFeatures
      .map((feature) => `${feature}=(${allowed.includes(feature) ? 'self' : ''})`)
      .join(', '),
    'referrer-policy': 'no-referrer',
    ...(settings.outside.mode === 'production' && {
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    }),
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-download-options': 'noopen',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    'x-xss-protection': '0',
    'cache-control': 'no-store',
  }
}

const nothing: Directives = {
  'default-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
}

/** A form that starts a sign-in may be sent on to the provider. */
function identityOrigins(app: App, { outside }: Pick<Settings, 'outside'>): string[] {
  if (app === 'console') return []
  if (outside.mode === 'demo') return [outside.identity.origin]
  return [
    new URL((app === 'card' ? outside.franceIdentite : outside.proSanteConnect).issuer).origin,
  ]
}

/** Sets the headers of the request's app on every answer; each is computed once. Unless told otherwise nothing is stored. */
export const headerAnswers = fp<{ settings: Settings; hosts: Hosts }>(
  async (server, { settings, hosts }) => {
    const ofApp = Object.fromEntries(apps.map((app) => [app, securityHeaders(app, settings)]))
    const ofNone = securityHeaders(undefined, settings)
    server.addHook('onRequest', (request, reply, done) => {
      reply.headers({ ...(ofApp[hosts.appOf(request) ?? ''] ?? ofNone) })
      done()
    })
  },
  { name: 'headers' },
)
