import type { EligibilityRules } from '@etui/shared/enrolment/eligibility.ts'
import type { DatabaseSettings } from '../db/database.ts'
import type { LogLevel } from '../log/log.ts'

/** The three apps, each on an origin of its own (DESIGN.md 3). */
export const apps = ['card', 'counter', 'console'] as const
export type App = (typeof apps)[number]

/** An OpenID provider that is not ours. */
export interface IssuerSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Each outside service: embedded in the demonstration, real in production. Nothing between the two can be written. */
export type OutsideSettings =
  | {
      readonly mode: 'demo'
      /** The pretend identity provider, on another site than the apps. */
      readonly identity: {
        readonly host: '127.0.0.1'
        readonly port: number
        readonly origin: string
      }
    }
  | {
      readonly mode: 'production'
      readonly franceIdentite: IssuerSettings
      readonly proSanteConnect: IssuerSettings
      /** the insurer's own: vouches for its agents and their roles */
      readonly agents: IssuerSettings
      readonly mail: { readonly smtpUrl: string; readonly from: string }
      readonly registryUrl: string
    }

/** Where films lie: in a folder, or in a bucket of an S3-compatible store. */
export type BlobSettings =
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 's3'
      readonly endpoint: string
      readonly bucket: string
      readonly region: string
      readonly keyId: string
      readonly secret: string
    }

export interface Settings {
  readonly outside: OutsideSettings
  readonly listen: { readonly host: string; readonly port: number }
  /** Figures for Prometheus, on 127.0.0.1 only. */
  readonly metricsPort: number
  readonly origins: Readonly<Record<App, string>>
  readonly dataFolder: string
  readonly database: DatabaseSettings
  readonly blobs: BlobSettings
  /** The keys of films, which no backup may hold. */
  readonly checkKeysFolder: string
  /** Life of an offline lease; 0 turns it off. */
  readonly leaseMs: number
  /** At most this long between a block and the list that tells of it. */
  readonly statusPublicationMs: number
  /** How long what a holder was told of is kept for a change of phone. */
  readonly historyMonths: number
  /** Who may activate a card, and since when. */
  readonly eligibility: EligibilityRules
  /** How long a holder has to secure their phone once an agent accepted who they are, by films or at a desk. */
  readonly securingMs: number
  /** Which proxies may tell the caller's address: none, so many hops, or these addresses. */
  readonly trustProxy: false | number | readonly string[]
  readonly logLevel: LogLevel
}

export function isDemo(settings: Pick<Settings, 'outside'>): boolean {
  return settings.outside.mode === 'demo'
}
