import { expect, test } from 'vitest'
import { decideSettings } from './decide-settings.ts'
import { SettingsProblem } from './decide-value.ts'
import { readEnvironment } from './environment.ts'

const production = {
  ETUI_TRUST_PROXY: '1',
  ETUI_MODE: 'production',
  ETUI_CARD_ORIGIN: 'https://carte.example.fr',
  ETUI_COUNTER_ORIGIN: 'https://comptoir.example.fr',
  ETUI_CONSOLE_ORIGIN: 'https://console.example.fr',
  ETUI_FI_ISSUER: 'https://fi.example.fr',
  ETUI_FI_CLIENT_ID: 'etui',
  ETUI_FI_CLIENT_SECRET: 'Yk3-long-and-drawn-at-random',
  ETUI_PSC_ISSUER: 'https://psc.example.fr',
  ETUI_PSC_CLIENT_ID: 'etui',
  ETUI_PSC_CLIENT_SECRET: 'Zk9-long-and-drawn-at-random',
  ETUI_AGENTS_ISSUER: 'https://sso.example.fr',
  ETUI_AGENTS_CLIENT_ID: 'etui',
  ETUI_AGENTS_CLIENT_SECRET: 'Xk7-long-and-drawn-at-random',
  ETUI_SMTP_URL: 'smtps://mail.example.fr',
  ETUI_MAIL_FROM: 'Étui <etui@example.fr>',
  ETUI_REGISTRY_URL: 'https://registry.example.fr/fhir',
}

function decide(env: Record<string, string>) {
  return decideSettings(readEnvironment(env))
}

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    decide(env)
  } catch (error) {
    if (error instanceof SettingsProblem) return error.problems
    throw error
  }
  return expect.fail('it should have been refused')
}

test('needs nothing to start the demonstration', () => {
  const settings = decide({})
  expect(settings).toMatchObject({
    outside: {
      mode: 'demo',
      identity: { host: '127.0.0.1', port: 8788, origin: 'http://127.0.0.1:8788' },
    },
    listen: { host: '127.0.0.1', port: 8787 },
    metricsPort: 8789,
    origins: {
      card: 'http://localhost:8787',
      counter: 'http://comptoir.localhost:8787',
      console: 'http://console.localhost:8787',
    },
    database: { engine: 'sqlite' },
    leaseMs: 72 * 3_600_000,
    statusPublicationMs: 60_000,
    trustProxy: false,
  })
})

test('moves every port with ETUI_PORT', () => {
  const settings = decide({ ETUI_PORT: '9000' })
  expect(settings.origins.counter).toBe('http://comptoir.localhost:9000')
  expect(settings.metricsPort).toBe(9002)
  expect(settings.outside).toMatchObject({ identity: { port: 9001 } })
})

test('takes a whole production', () => {
  const settings = decide({
    ...production,
    ETUI_DATABASE_URL: 'postgres://db/etui',
    ETUI_TRUST_PROXY: '10.0.0.0/8, ::1',
  })
  expect(settings.outside.mode).toBe('production')
  expect(settings.database).toEqual({ engine: 'postgres', url: 'postgres://db/etui', poolSize: 16 })
  expect(settings.trustProxy).toEqual(['10.0.0.0/8', '::1'])
})

test('names everything wrong at once', () => {
  expect(
    problemsOf({
      ETUI_PORT: 'x',
      ETUI_LOG_LEVEL: 'loud',
      ETUI_PROT: '1',
      ETUI_LEASE_HOURS: '9999',
    }),
  ).toEqual([
    'ETUI_PROT is not a setting of Étui',
    'ETUI_PORT must be a whole number from 1 to 65533',
    'ETUI_LEASE_HOURS must be a whole number from 0 to 168',
    'ETUI_LOG_LEVEL must be one of fatal, error, warn, info, debug, silent',
  ])
})

test('lists every need of an empty production', () => {
  const problems = problemsOf({ ETUI_MODE: 'production' })
  const { ETUI_MODE: _, ...needs } = production
  expect(problems.map((each) => each.split(' ')[0]).toSorted()).toEqual(
    Object.keys(needs).toSorted(),
  )
})

test.each([
  ['plain HTTP', { ETUI_CARD_ORIGIN: 'http://carte.example.fr' }, 'ETUI_CARD_ORIGIN'],
  ['a local origin', { ETUI_CARD_ORIGIN: 'https://localhost' }, 'ETUI_CARD_ORIGIN'],
  [
    'an origin with a path',
    { ETUI_CARD_ORIGIN: 'https://carte.example.fr/app' },
    'ETUI_CARD_ORIGIN',
  ],
  [
    'two apps on one host',
    { ETUI_CONSOLE_ORIGIN: 'https://carte.example.fr' },
    'ETUI_CARD_ORIGIN, ETUI_COUNTER_ORIGIN',
  ],
  ['a published secret', { ETUI_FI_CLIENT_SECRET: 'demo-secret' }, 'ETUI_FI_CLIENT_SECRET'],
  ['a short secret', { ETUI_PSC_CLIENT_SECRET: 'k3-Zp' }, 'ETUI_PSC_CLIENT_SECRET'],
  ['an issuer over HTTP', { ETUI_PSC_ISSUER: 'http://psc.example.fr' }, 'ETUI_PSC_ISSUER'],
  [
    'a counter below the card’s host, which could claim its passkeys',
    { ETUI_COUNTER_ORIGIN: 'https://comptoir.carte.example.fr' },
    'ETUI_COUNTER_ORIGIN',
  ],
  ['silence about its proxies', { ETUI_TRUST_PROXY: '' }, 'ETUI_TRUST_PROXY'],
  ['the pretend identity provider', { ETUI_IDENTITY_PORT: '8788' }, 'ETUI_IDENTITY_PORT'],
])('refuses %s in production', (_, change, about) => {
  const problems = problemsOf({ ...production, ...change })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(about)
})

test('refuses a real service in the demonstration', () => {
  expect(problemsOf({ ETUI_SMTP_URL: 'smtps://mail.example.fr' })).toEqual([
    'ETUI_SMTP_URL is for production; ETUI_MODE is demo',
  ])
})

test('never repeats a value, which may be a secret', () => {
  const secret = 'short-Zp4'
  expect(
    problemsOf({ ...production, ETUI_FI_CLIENT_SECRET: secret, ETUI_SMTP_URL: secret }).join(),
  ).not.toContain(secret)
})

test('keeps films in a folder, or in a bucket whose store it is told', () => {
  expect(decide({ ETUI_DATA: '/srv/etui' }).blobs).toEqual({
    kind: 'folder',
    folder: '/srv/etui/films',
  })
  const store = {
    ETUI_FILMS: 's3://etui-films',
    ETUI_S3_ENDPOINT: 'https://s3.example.fr',
    ETUI_S3_KEY_ID: 'etui',
    ETUI_S3_SECRET: 'Wk1-long-and-drawn-at-random',
  }
  expect(decide({ ...production, ...store }).blobs).toEqual({
    kind: 's3',
    endpoint: 'https://s3.example.fr',
    bucket: 'etui-films',
    region: 'us-east-1',
    keyId: 'etui',
    secret: 'Wk1-long-and-drawn-at-random',
  })
  const problems = problemsOf({
    ...production,
    ETUI_FILMS: 's3://etui-films',
    ETUI_S3_ENDPOINT: 'http://s3.example.fr',
  })
  expect(problems.map((each) => each.split(' ')[0])).toEqual([
    'ETUI_S3_ENDPOINT',
    'ETUI_S3_KEY_ID',
    'ETUI_S3_SECRET',
  ])
  expect(problemsOf({ ETUI_S3_KEY_ID: 'etui' }).join()).toContain('ETUI_FILMS=s3://BUCKET')
  expect(problemsOf({ ETUI_FILMS: 's3://Not_A_Bucket' }).join()).toContain('ETUI_FILMS')
})
