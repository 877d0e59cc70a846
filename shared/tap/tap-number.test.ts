import { expect, test } from 'vitest'
import { utf8 } from '../bytes/bytes.ts'
import { encodeChallenge } from '../presentation/challenge.ts'
import { sha256 } from '../presentation/platform-web.ts'
import { tapNumber } from './tap-number.ts'

const challenge = (nonce: number) =>
  encodeChallenge({
    counterId: 'Q2xhaX_-',
    nonce: new Uint8Array(16).fill(nonce),
    expiresAt: 1_800_000_000,
    name: 'PHARMACIE DU LAVOIR',
    flags: 0,
  })

test('is the digest’s first four bytes, big-endian, brought between 10 and 99', async () => {
  // SHA-256("abc") begins ba7816bf (FIPS 180-2, appendix B.1).
  expect(await tapNumber(utf8('abc'), sha256)).toBe(10 + (0xba7816bf % 90))
})

test('is the same for the same challenge, and spread over all two digits for others', async () => {
  expect(await tapNumber(challenge(1), sha256)).toBe(await tapNumber(challenge(1), sha256))
  const seen = new Set<number>()
  for (let nonce = 0; nonce < 256; nonce++) seen.add(await tapNumber(challenge(nonce), sha256))
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(10)
  expect(Math.max(...seen)).toBeLessThanOrEqual(99)
  expect(seen.size).toBeGreaterThan(75)
})
