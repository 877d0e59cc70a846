import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { InventedPerson } from '../registry/invented-people.ts'
import {
  agentAccount,
  type DemonstrationAccount,
  franceIdentiteAccount,
  proSanteConnectAccount,
} from './demonstration-accounts.ts'
import type { DemonstrationClient } from './demonstration-clients.ts'
import { pageStyle } from './demonstration-page.ts'
import { demonstrationRealm, type Realm } from './demonstration-realm.ts'
import type { InventedAgent } from './invented-agents.ts'
import type { InventedProfessional } from './invented-professionals.ts'

export interface DemonstrationProviderOptions {
  /** 0 for any free one */
  readonly port: number
  readonly clients: {
    readonly franceIdentite: DemonstrationClient
    readonly proSanteConnect: DemonstrationClient
    readonly agents: DemonstrationClient
  }
  readonly people: readonly InventedPerson[]
  readonly professionals: readonly InventedProfessional[]
  readonly agents: readonly InventedAgent[]
}

export interface DemonstrationProvider {
  readonly issuers: {
    readonly franceIdentite: string
    readonly proSanteConnect: string
    readonly agents: string
  }
  close(): Promise<void>
}

/**
 * The pretend identity providers of the demonstration, on 127.0.0.1: another site than the apps, as real ones are. Three
 * realms, `/france-identite`, `/pro-sante-connect` and `/agents` (the insurer's own), each with its own accounts. Rejects
 * when the port is taken.
 */
export async function startDemonstrationProvider(
  options: DemonstrationProviderOptions,
): Promise<DemonstrationProvider> {
  const realms = new Map<string, Realm>()
  const server = createServer((request, response) => {
    answer(realms, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  const origin = await listen(server, options.port)
  const shared = { key: signingKey(), cookieKey: randomBytes(32).toString('base64url') }
  const franceIdentite = {
    path: '/france-identite',
    title: 'France Identité (imitation)',
    scope: 'identite_pivot',
    acr: 'eidas3',
    client: options.clients.franceIdentite,
    accounts: options.people.map(franceIdentiteAccount),
  }
  const proSanteConnect = {
    path: '/pro-sante-connect',
    title: 'Pro Santé Connect (imitation)',
    scope: 'scope_all',
    acr: 'eidas1',
    client: options.clients.proSanteConnect,
    accounts: options.professionals.map(proSanteConnectAccount),
  }
  const agents = {
    path: '/agents',
    title: 'Agents de la caisse (imitation)',
    scope: 'profile',
    acr: 'eidas1',
    client: options.clients.agents,
    accounts: options.agents.map(agentAccount),
  }
  for (const realm of [franceIdentite, proSanteConnect, agents]) {
    const settings = { ...realm, claims: claimsOf(realm.accounts), ...shared }
    realms.set(realm.path, demonstrationRealm(origin, settings))
  }
  return {
    issuers: {
      franceIdentite: origin + franceIdentite.path,
      proSanteConnect: origin + proSanteConnect.path,
      agents: origin + agents.path,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  realms: ReadonlyMap<string, Realm>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/'
  if (url === '/style.css') {
    response.writeHead(200, { 'content-type': 'text/css; charset=utf-8' }).end(pageStyle)
    return
  }
  for (const [path, realm] of realms) {
    if (url.startsWith(`${path}/`)) return realm(request, response)
  }
  response.writeHead(404).end()
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      // A TCP server that listens has an address with a port.
      const address = server.address() as AddressInfo
      resolve(`http://127.0.0.1:${address.port}`)
    })
  })
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }
}

function claimsOf(accounts: readonly DemonstrationAccount[]): string[] {
  return [...new Set(accounts.flatMap((account) => Object.keys(account.claims)))]
}
