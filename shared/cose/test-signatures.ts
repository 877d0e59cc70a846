import { concatBytes, type Bytes } from '../bytes/bytes.ts'
import { fromHex } from '../bytes/hex.ts'

/** Order of P-256. */
export const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

export function bytes32(value: bigint): Bytes {
  return fromHex(value.toString(16).padStart(64, '0'))
}

/** Signatures that every verifier must refuse, each made of the halves of a good one (as Wycheproof's ECDSA vectors do). */
export const malformedSignatures: readonly [name: string, make: (r: Bytes, s: Bytes) => Bytes][] = [
  ['r is zero', (_, s) => concatBytes(bytes32(0n), s)],
  ['s is zero', (r) => concatBytes(r, bytes32(0n))],
  ['both are zero', () => new Uint8Array(64)],
  ['both are one', () => concatBytes(bytes32(1n), bytes32(1n))],
  ['r is the order', (_, s) => concatBytes(bytes32(order), s)],
  ['s is the order', (r) => concatBytes(r, bytes32(order))],
  ['s is beyond the order', (r) => concatBytes(r, bytes32(order + 1n))],
  ['r is all ones', (_, s) => concatBytes(new Uint8Array(32).fill(255), s)],
  ['both are all ones', () => new Uint8Array(64).fill(255)],
  ['r and s change places', (r, s) => concatBytes(s, r)],
  ['it is cut', (r, s) => concatBytes(r, s.slice(1))],
  ['it is too long', (r, s) => concatBytes(r, s, new Uint8Array(1))],
  ['r lacks a byte and s has one more', (r, s) => concatBytes(r.slice(1), s, new Uint8Array(1))],
  ['it is empty', () => new Uint8Array()],
  ['it is in DER', (r, s) => concatBytes(fromHex('30440220'), r, fromHex('0220'), s)],
]
