import type { Awaitable, Bytes } from '../bytes/bytes.ts'
import { encodeCbor } from '../cbor/cbor-writer.ts'

/** SHA-256 of bytes. */
export type Sha256 = (bytes: Bytes) => Awaitable<Bytes>

/** Thumbprint of a P-256 key (RFC 9679, SHA-256) given as its uncompressed point, 65 bytes; y counts as 32 bytes. */
export async function coseThumbprint(point: Bytes, sha256: Sha256): Promise<Bytes> {
  if (point.length !== 65 || point[0] !== 4) throw new TypeError('not an uncompressed point')
  const key = new Map<number, number | Bytes>([
    [1, 2],
    [-1, 1],
    [-2, point.slice(1, 33)],
    [-3, point.slice(33)],
  ])
  return sha256(encodeCbor(key))
}

/** The identifier that cards carry: the first 4 bytes of the issuer key's thumbprint. */
export async function keyIdOf(point: Bytes, sha256: Sha256): Promise<Bytes> {
  return (await coseThumbprint(point, sha256)).slice(0, 4)
}
