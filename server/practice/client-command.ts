import { createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { Refusal } from '@etui/shared/refusal.ts'
import { practiceScopes } from '@etui/shared/wire/practice.ts'
import type { Clock } from '../clock.ts'
import type { Client, ClientStore } from './client-store.ts'
import { tokenUrl } from './practice-api.ts'

/** What an operator wants of the programs that act for professionals. */
export type ClientCommand =
  | {
      readonly verb: 'add'
      readonly counterId: string
      readonly name: string
      readonly keyFile: string
      readonly scope: string
    }
  | { readonly verb: 'list' }
  | { readonly verb: 'revoke'; readonly clientId: string }

export interface ClientCommandNeeds {
  readonly clients: ClientStore
  readonly clock: Clock
  readonly counterOrigin: string
}

/** A file that holds no public key of ours to take. Its message is a sentence for whoever named it. */
export class KeyFileProblem extends Error {
  override readonly name = 'KeyFileProblem'
}

const allScopes = Object.keys(practiceScopes)

/** Reads what was typed after `client`; null for anything else than the three commands. */
export function readClientCommand(args: readonly string[]): ClientCommand | null {
  const typed = parseTyped(args)
  if (!typed) return null
  const [verb, clientId, ...more] = typed.positionals
  const { counter: counterId, name, key: keyFile, scope } = typed.values
  const isBare = Object.keys(typed.values).length === 0
  if (verb === 'list' && isBare && clientId === undefined) return { verb }
  if (verb === 'revoke' && isBare && clientId !== undefined && more.length === 0) {
    return { verb, clientId }
  }
  if (verb !== 'add' || clientId !== undefined) return null
  if (!counterId || !name?.trim() || name.length > 60 || !keyFile) return null
  const scopes = scope === undefined ? allScopes : scope.split(/[ ,]+/).filter(Boolean)
  if (scopes.length === 0 || !scopes.every((each) => allScopes.includes(each))) return null
  return { verb, counterId, name: name.trim(), keyFile, scope: [...new Set(scopes)].join(' ') }
}

/**
 * Opens, lists or ends the access of practice software, and answers what to say. Throws `counter-unknown`,
 * `client-unknown`, and KeyFileProblem.
 */
export async function clientByCommand(
  command: ClientCommand,
  { clients, clock, counterOrigin }: ClientCommandNeeds,
): Promise<string> {
  switch (command.verb) {
    case 'add': {
      const publicKey = await readPublicKey(command.keyFile)
      const clientId = await clients.add({ ...command, publicKey }, clock())
      if (clientId === null) throw new Refusal('counter-unknown')
      return `Client   ${clientId}\nScope    ${command.scope}\nToken    ${tokenUrl(counterOrigin)}\n`
    }
    case 'list': {
      const all = await clients.list()
      return all.length === 0 ? 'No program acts for anybody.' : all.map(lineOf).join('\n')
    }
    case 'revoke':
      if (!(await clients.revoke(command.clientId, clock()))) throw new Refusal('client-unknown')
      return 'The program gets no token any more, and none of those it has is taken.'
  }
}

function lineOf({ clientId, counterId, scope, createdAt, revokedAt, name }: Client): string {
  const since = `since ${dayOf(createdAt)}`
  const state = revokedAt ? `${since}, revoked ${dayOf(revokedAt)}` : since
  return `${clientId}  counter ${counterId}  ${scope}  ${state}  ${name}`
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10)
}

/** A P-256 public key in PEM, as SPKI in DER. A private key is refused: it belongs to the program alone. */
async function readPublicKey(file: string): Promise<Buffer> {
  let pem: string
  try {
    pem = await readFile(file, 'utf8')
  } catch (cause) {
    throw new KeyFileProblem('The file of the key cannot be read.', { cause })
  }
  if (pem.includes('PRIVATE KEY')) {
    throw new KeyFileProblem(
      'This file holds a private key, which only the program may have: give the public one, and make a new pair if others saw this.',
    )
  }
  try {
    const key = createPublicKey(pem)
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') {
      return key.export({ type: 'spki', format: 'der' })
    }
  } catch (cause) {
    throw new KeyFileProblem('The file holds no public key in PEM.', { cause })
  }
  throw new KeyFileProblem('The key must be on P-256: it signs by ES256.')
}

function parseTyped(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        counter: { type: 'string' },
        name: { type: 'string' },
        key: { type: 'string' },
        scope: { type: 'string' },
      },
    })
  } catch {
    return null
  }
}
