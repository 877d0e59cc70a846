import type { Bytes } from '../bytes/bytes.ts'
import { equalBytes } from '../bytes/bytes.ts'
import { fromHex, toHex } from '../bytes/hex.ts'
import { challengeHash, encodeChallenge } from '../presentation/challenge.ts'
import { OFFLINE_WINDOW, type Reader, type Verification } from '../presentation/verification.ts'
import { verifyPresentation } from '../presentation/verify-presentation.ts'
import type { TrustedIssuer } from '../trust/trusted-list.ts'
import type { VectorEntry, VectorFile, VectorPlatform, VectorResult } from './vector-file.ts'

/**
 * Reads every `valid` and `negatives` entry as the counter of the file's note: offline, no status bit set, no earlier
 * reading, the challenge sent if the entry says so and not taken yet.
 */
export async function checkEntries(
  file: VectorFile,
  platform: VectorPlatform,
): Promise<VectorResult[]> {
  const readerOf = await makeReaders(file, platform)
  const results: VectorResult[] = []
  for (const list of ['valid', 'negatives'] as const) {
    for (const [place, entry] of file[list].entries()) {
      const name = `${list} ${entry.name ?? place}`
      const mismatch = await mismatchOf(entry, readerOf).catch((error: unknown) => String(error))
      results.push({ name, ...(mismatch === undefined ? {} : { mismatch }) })
    }
  }
  return results
}

async function mismatchOf(
  entry: VectorEntry,
  readerOf: (entry: VectorEntry) => Reader,
): Promise<string | undefined> {
  const found = await verifyPresentation(entry.digits, readerOf(entry))
  if (found.verdict !== entry.expect) {
    const reason = 'reason' in found ? ` (${found.reason})` : ''
    return `expected ${entry.expect}, got ${found.verdict}${reason}`
  }
  const facts = factsOf(found)
  for (const fact of ['nir', 'birthDate', 'reference'] as const) {
    if (entry[fact] !== undefined && entry[fact] !== facts[fact]) {
      return `expected ${fact} ${entry[fact]}, got ${facts[fact]}`
    }
  }
  return undefined
}

function factsOf(found: Verification) {
  return {
    nir: found.card?.content.nir,
    birthDate: found.card?.content.birthDate,
    reference: found.verdict === 'online-only' ? toHex(found.reference) : undefined,
  }
}

async function makeReaders(
  file: VectorFile,
  platform: VectorPlatform,
): Promise<(entry: VectorEntry) => Reader> {
  const { counter, keys, trustedList, challenge } = file
  const { cryptography } = platform
  const opener = await platform.opener(fromHex(keys.group.secret), fromHex(keys.group.public))
  const issuers = trustedList.issuers.map((listed) => ({
    issuer: listed.iss,
    keyId: fromHex(listed.kid),
    key: fromHex(listed.key),
    cardClass: listed.class,
    from: listed.from,
    to: listed.to,
  }))
  const { nonce, exp: expiresAt, name, flags } = challenge
  const record = { counterId: challenge.counter, nonce: fromHex(nonce), expiresAt, name, flags }
  const sent = await challengeHash(encodeChallenge(record), cryptography.sha256)
  return (entry) => ({
    cryptography,
    now: entry.now,
    cardClass: entry.counterClass ?? counter.class,
    counterId: counter.id,
    window: OFFLINE_WINDOW,
    dictionary: fromHex(file.dictionary),
    issuer: (keyId) => findIssuer(issuers, keyId),
    groupKey: (groupKeyId) => (groupKeyId === counter.groupKeyId ? opener : undefined),
    takeChallenge: (hash) => {
      if (entry.challenge !== true || !equalBytes(hash, sent)) return 'unknown'
      return entry.now >= expiresAt ? 'expired' : 'taken'
    },
    judgeReplay: () => ({ replay: 'first' }),
    status: () => 'valid',
  })
}

function findIssuer(issuers: readonly TrustedIssuer[], keyId: Bytes): TrustedIssuer | undefined {
  return issuers.find((issuer) => equalBytes(issuer.keyId, keyId))
}
