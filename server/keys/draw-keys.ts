import { randomBytes } from 'node:crypto'
import { toHex } from '@etui/shared/bytes/hex.ts'
import { keyIdOf } from '@etui/shared/cose/thumbprint.ts'
import { certifyListKey } from '@etui/shared/trust/list-key.ts'
import { bringEpochs, rotateEpoch } from './epochs.ts'
import type { StoredKey, StoredKeys, StoredRoot } from './key-file.ts'
import { KeysProblem, type RotatedKey } from './keys.ts'
import { drawPkcs8, pointOf, privateKeyOf, sha256, signEs256 } from './p256.ts'

const day = 86_400_000
const listKeyMs = 365 * day
/** A list key is made anew this long before its certificate ends. */
const listRenewalMs = 30 * day
/** Another node signs with the key before until it has noticed the new one. */
const noticeMs = 120_000

/** How long what a key signed is still believed: a card 31 days, a status list 7. */
const believedMs = { issuer: 31 * day, status: 7 * day } as const

/** Every key of a new server. */
export async function drawKeys(root: StoredRoot, now: number): Promise<StoredKeys> {
  const point = pointOf(privateKeyOf(root.pkcs8))
  return {
    version: 1,
    root: { point: toHex(point) },
    list: await drawListKey(root, now),
    issuers: [await drawSigningKey([], now)],
    statuses: [await drawSigningKey([], now)],
    groups: bringEpochs([], now, drawPkcs8),
    columns: [{ number: 1, secret: drawSecret() }],
    lookup: drawSecret(),
    pepper: drawSecret(),
    decoy: drawSecret(),
    nonce: drawSecret(),
  }
}

export function drawRoot(): StoredRoot {
  return { version: 1, pkcs8: drawPkcs8() }
}

/** The same keys with the epochs of now, and a list key with a month or more to live when the root is at hand. */
export async function bringUpToDate(
  keys: StoredKeys,
  root: StoredRoot | undefined,
  now: number,
): Promise<StoredKeys> {
  const groups = bringEpochs(keys.groups, now, drawPkcs8)
  const isListEnding = keys.list.expiresAt - now < listRenewalMs
  if (groups === keys.groups && !(isListEnding && root)) return keys
  return { ...keys, groups, ...(isListEnding && root && { list: await drawListKey(root, now) }) }
}

/** The same keys with a new current one; throws KeysProblem while something live hangs on the key that would go. */
export async function rotateKey(
  keys: StoredKeys,
  which: RotatedKey,
  now: number,
): Promise<StoredKeys> {
  switch (which) {
    case 'issuer':
      return { ...keys, issuers: await rotateSigningKey(keys.issuers, which, now) }
    case 'status':
      return { ...keys, statuses: await rotateSigningKey(keys.statuses, which, now) }
    case 'group':
      return { ...keys, groups: rotateEpoch(keys.groups, now, drawPkcs8) }
    case 'column': {
      const number = Math.max(...keys.columns.map((column) => column.number)) + 1
      return { ...keys, columns: [{ number, secret: drawSecret() }, ...keys.columns] }
    }
  }
}

async function rotateSigningKey(
  keys: readonly StoredKey[],
  which: 'issuer' | 'status',
  now: number,
): Promise<readonly StoredKey[]> {
  const [current, previous] = keys
  if (!current) throw new TypeError('no current key')
  const believedUntil = (previous?.until ?? -Infinity) + believedMs[which]
  if (believedUntil > now) {
    const date = new Date(believedUntil).toISOString().slice(0, 10)
    throw new KeysProblem(
      `What the previous ${which} key signed is valid until ${date}; rotate after that`,
    )
  }
  return [await drawSigningKey(keys, now), { ...current, until: now + noticeMs }]
}

/** A key whose short identifier no other one has. */
async function drawSigningKey(others: readonly StoredKey[], now: number): Promise<StoredKey> {
  const taken = new Set(await Promise.all(others.map(({ pkcs8 }) => identifierOf(pkcs8))))
  for (;;) {
    const pkcs8 = drawPkcs8()
    if (!taken.has(await identifierOf(pkcs8))) return { pkcs8, from: now }
  }
}

async function identifierOf(pkcs8: string): Promise<string> {
  return toHex(await keyIdOf(pointOf(privateKeyOf(pkcs8)), sha256))
}

async function drawListKey(root: StoredRoot, now: number): Promise<StoredKeys['list']> {
  const pkcs8 = drawPkcs8()
  const expiresAt = now + listKeyMs
  const rootKey = privateKeyOf(root.pkcs8)
  const certificate = await certifyListKey(
    { key: pointOf(privateKeyOf(pkcs8)), from: seconds(now), to: seconds(expiresAt) },
    (message) => signEs256(rootKey, message),
  )
  return { pkcs8, from: now, expiresAt, certificate: toHex(certificate) }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000)
}

function drawSecret(): string {
  return randomBytes(32).toString('base64')
}
