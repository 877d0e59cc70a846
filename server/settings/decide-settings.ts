import { join, resolve } from 'node:path'
import type { EligibilityRules } from '@etui/shared/enrolment/eligibility.ts'
import type { DatabaseSettings } from '../db/database.ts'
import { eligibilityRules } from '../enrolment/eligibility-rules.ts'
import { logLevels } from '../log/log.ts'
import { addressOf, httpsOrigin, number, oneOf, Problems, required } from './decide-value.ts'
import type { Environment } from './environment.ts'
import { readEligibility } from './read-eligibility.ts'
import {
  type App,
  apps,
  type BlobSettings,
  type IssuerSettings,
  type OutsideSettings,
  type Settings,
} from './settings.ts'

/** What a secret must not be in production: the ones our own documentation and demonstration show. */
const shownSecrets = /^(secret|password|changeme|demo|test|example|etui|demo-secret)$/i
const shortestSecret = 16

/**
 * Decides every setting from the environment, or throws one SettingsProblem that names everything wrong at once.
 * Production refuses demonstration ports, secrets that are published or short, and plain HTTP (DESIGN.md 3).
 */
export function decideSettings({ values, unknown }: Environment): Settings {
  const problems = new Problems()
  for (const name of unknown) problems.add(`${name} is not a setting of Étui`)
  const mode = oneOf(problems, 'ETUI_MODE', values.ETUI_MODE, ['demo', 'production'], 'demo')
  const port = number(problems, 'ETUI_PORT', values.ETUI_PORT, {
    least: 1,
    most: 65_533,
    else: 8787,
  })
  const dataFolder = resolve(values.ETUI_DATA ?? 'data')
  const settings: Settings = {
    outside: mode === 'demo' ? demoOutside(problems, values, port) : realOutside(problems, values),
    listen: { host: values.ETUI_HOST ?? '127.0.0.1', port },
    metricsPort: number(problems, 'ETUI_METRICS_PORT', values.ETUI_METRICS_PORT, {
      least: 1,
      most: 65_535,
      else: port + 2,
    }),
    origins: mode === 'demo' ? demoOrigins(problems, values, port) : realOrigins(problems, values),
    dataFolder,
    database: database(problems, values, dataFolder),
    blobs: blobs(problems, values, { mode, dataFolder }),
    checkKeysFolder: resolve(values.ETUI_CHECK_KEYS ?? join(dataFolder, 'check-keys')),
    leaseMs:
      3_600_000 *
      number(problems, 'ETUI_LEASE_HOURS', values.ETUI_LEASE_HOURS, {
        least: 0,
        most: 168,
        else: 72,
      }),
    statusPublicationMs:
      1_000 *
      number(problems, 'ETUI_STATUS_SECONDS', values.ETUI_STATUS_SECONDS, {
        least: 1,
        most: 3_600,
        else: 60,
      }),
    historyMonths: number(problems, 'ETUI_HISTORY_MONTHS', values.ETUI_HISTORY_MONTHS, {
      least: 1,
      most: 120,
      else: 24,
    }),
    eligibility: eligibility(problems, values),
    securingMs:
      86_400_000 *
      number(problems, 'ETUI_SECURING_DAYS', values.ETUI_SECURING_DAYS, {
        least: 1,
        // Below what an activation nobody goes on with is kept.
        most: 28,
        else: 14,
      }),
    trustProxy: trustProxy(problems, values.ETUI_TRUST_PROXY, mode),
    logLevel: oneOf(problems, 'ETUI_LOG_LEVEL', values.ETUI_LOG_LEVEL, logLevels, 'info'),
  }
  const { listen, metricsPort } = settings
  if (listen.port === metricsPort)
    problems.add('ETUI_METRICS_PORT is the port of the server itself')
  problems.throwIfAny()
  return settings
}

type Values = Environment['values']

function demoOutside(problems: Problems, values: Values, port: number): OutsideSettings {
  for (const name of [
    'ETUI_FI_ISSUER',
    'ETUI_FI_CLIENT_ID',
    'ETUI_FI_CLIENT_SECRET',
    'ETUI_PSC_ISSUER',
    'ETUI_PSC_CLIENT_ID',
    'ETUI_PSC_CLIENT_SECRET',
    'ETUI_AGENTS_ISSUER',
    'ETUI_AGENTS_CLIENT_ID',
    'ETUI_AGENTS_CLIENT_SECRET',
    'ETUI_SMTP_URL',
    'ETUI_MAIL_FROM',
    'ETUI_REGISTRY_URL',
  ] as const) {
    if (values[name]) problems.add(`${name} is for production; ETUI_MODE is demo`)
  }
  const identityPort = number(problems, 'ETUI_IDENTITY_PORT', values.ETUI_IDENTITY_PORT, {
    least: 1,
    most: 65_535,
    else: port + 1,
  })
  if (identityPort === port) problems.add('ETUI_IDENTITY_PORT is the port of the server itself')
  const origin = `http://127.0.0.1:${identityPort}`
  return { mode: 'demo', identity: { host: '127.0.0.1', port: identityPort, origin } }
}

function realOutside(problems: Problems, values: Values): OutsideSettings {
  if (values.ETUI_IDENTITY_PORT) {
    problems.add('ETUI_IDENTITY_PORT belongs to the pretend identity provider of the demonstration')
  }
  return {
    mode: 'production',
    franceIdentite: issuer(problems, values, 'ETUI_FI'),
    proSanteConnect: issuer(problems, values, 'ETUI_PSC'),
    agents: issuer(problems, values, 'ETUI_AGENTS'),
    mail: {
      smtpUrl: addressOf(problems, 'ETUI_SMTP_URL', values.ETUI_SMTP_URL, ['smtps:', 'smtp:']),
      from: required(problems, 'ETUI_MAIL_FROM', values.ETUI_MAIL_FROM),
    },
    registryUrl: addressOf(problems, 'ETUI_REGISTRY_URL', values.ETUI_REGISTRY_URL, ['https:']),
  }
}

function issuer(
  problems: Problems,
  values: Values,
  prefix: 'ETUI_FI' | 'ETUI_PSC' | 'ETUI_AGENTS',
): IssuerSettings {
  const secretName = `${prefix}_CLIENT_SECRET` as const
  const clientSecret = required(problems, secretName, values[secretName])
  if (clientSecret && (shownSecrets.test(clientSecret) || clientSecret.length < shortestSecret)) {
    problems.add(
      `${secretName} must be a secret of at least ${shortestSecret} characters, and not a published one`,
    )
  }
  return {
    issuer: addressOf(problems, `${prefix}_ISSUER`, values[`${prefix}_ISSUER`], ['https:']),
    clientId: required(problems, `${prefix}_CLIENT_ID`, values[`${prefix}_CLIENT_ID`]),
    clientSecret,
  }
}

const originNames = {
  card: 'ETUI_CARD_ORIGIN',
  counter: 'ETUI_COUNTER_ORIGIN',
  console: 'ETUI_CONSOLE_ORIGIN',
} as const satisfies Record<App, string>

function demoOrigins(problems: Problems, values: Values, port: number): Record<App, string> {
  for (const app of apps) {
    if (values[originNames[app]])
      problems.add(`${originNames[app]} is for production; ETUI_MODE is demo`)
  }
  return {
    card: `http://localhost:${port}`,
    counter: `http://comptoir.localhost:${port}`,
    console: `http://console.localhost:${port}`,
  }
}

function realOrigins(problems: Problems, values: Values): Record<App, string> {
  const origins = {
    card: httpsOrigin(problems, originNames.card, values[originNames.card]),
    counter: httpsOrigin(problems, originNames.counter, values[originNames.counter]),
    console: httpsOrigin(problems, originNames.console, values[originNames.console]),
  }
  const given = Object.values(origins).filter(Boolean)
  const hosts = new Set(given.map((origin) => new URL(origin).hostname))
  if (hosts.size < given.length) {
    problems.add(
      'ETUI_CARD_ORIGIN, ETUI_COUNTER_ORIGIN and ETUI_CONSOLE_ORIGIN must be three different hosts',
    )
  }
  for (const app of ['counter', 'console'] as const) {
    if (!origins.card || !origins[app]) continue
    // A page below the card's host may claim the card's passkeys (WebAuthn, section 5.1.3: relying party id).
    if (new URL(origins[app]).hostname.endsWith(`.${new URL(origins.card).hostname}`)) {
      problems.add(`${originNames[app]} must not lie below the host of ETUI_CARD_ORIGIN`)
    }
  }
  return origins
}

function eligibility(problems: Problems, values: Values): EligibilityRules {
  const age = { least: 12, most: 21, else: 18 }
  const builtIn = eligibilityRules(number(problems, 'ETUI_HOLDER_AGE', values.ETUI_HOLDER_AGE, age))
  if (!values.ETUI_ELIGIBILITY) return builtIn
  if (values.ETUI_HOLDER_AGE) {
    problems.add('ETUI_HOLDER_AGE is told by the file of ETUI_ELIGIBILITY')
  }
  return readEligibility(problems, resolve(values.ETUI_ELIGIBILITY)) ?? builtIn
}

function database(problems: Problems, values: Values, dataFolder: string): DatabaseSettings {
  const poolSize = number(problems, 'ETUI_DATABASE_POOL', values.ETUI_DATABASE_POOL, {
    least: 2,
    most: 200,
    else: 16,
  })
  if (!values.ETUI_DATABASE_URL) return { engine: 'sqlite', file: resolve(dataFolder, 'etui.db') }
  const protocols = ['postgres:', 'postgresql:']
  const url = addressOf(problems, 'ETUI_DATABASE_URL', values.ETUI_DATABASE_URL, protocols)
  return { engine: 'postgres', url, poolSize }
}

function blobs(
  problems: Problems,
  values: Values,
  { mode, dataFolder }: { readonly mode: string; readonly dataFolder: string },
): BlobSettings {
  const given = values.ETUI_FILMS ?? join(dataFolder, 'films')
  const bucket = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/.exec(given)?.[1]
  if (bucket === undefined) {
    if (given.startsWith('s3:')) problems.add('ETUI_FILMS must be a folder or s3://BUCKET')
    for (const name of ['ETUI_S3_ENDPOINT', 'ETUI_S3_KEY_ID', 'ETUI_S3_SECRET'] as const) {
      if (values[name]) problems.add(`${name} is for films in a bucket: ETUI_FILMS=s3://BUCKET`)
    }
    return { kind: 'folder', folder: resolve(given) }
  }
  const protocols = mode === 'production' ? ['https:'] : ['https:', 'http:']
  return {
    kind: 's3',
    bucket,
    endpoint: addressOf(problems, 'ETUI_S3_ENDPOINT', values.ETUI_S3_ENDPOINT, protocols),
    region: values.ETUI_S3_REGION ?? 'us-east-1',
    keyId: required(problems, 'ETUI_S3_KEY_ID', values.ETUI_S3_KEY_ID),
    secret: required(problems, 'ETUI_S3_SECRET', values.ETUI_S3_SECRET),
  }
}

function trustProxy(
  problems: Problems,
  given: string | undefined,
  mode: Settings['outside']['mode'],
): Settings['trustProxy'] {
  // TLS ends at a proxy; without its word, the whole country would be one address to every limit.
  if (!given && mode === 'production') {
    problems.add('ETUI_TRUST_PROXY must say which proxies tell the caller’s address; 0 for none')
  }
  if (!given || given === '0') return false
  if (/^\d+$/.test(given)) {
    return number(problems, 'ETUI_TRUST_PROXY', given, { least: 1, most: 5, else: 1 })
  }
  const addresses = given.split(',').map((each) => each.trim())
  if (addresses.every((each) => /^[0-9a-f.:]+(\/\d{1,3})?$/i.test(each))) return addresses
  problems.add(
    'ETUI_TRUST_PROXY must be a number of hops or a list of addresses, such as 10.0.0.0/8',
  )
  return false
}
