import type { Bytes } from '../bytes/bytes.ts'
import { concatBytes, utf8 } from '../bytes/bytes.ts'
import { encodeCbor, type CborValue } from '../cbor/cbor-writer.ts'
import { HPKE_0 } from './code-points.ts'

/** Body of a sealed frame: `gkid(2) | ek(33) | ct`. */
export interface SealedBody {
  /** 1 to 65,535; 0 is never used. */
  readonly groupKeyId: number
  /** The ephemeral public key, compressed. */
  readonly point: Bytes
  /** With its 16-byte tag. */
  readonly ciphertext: Bytes
}

export function encodeSealedBody(body: SealedBody): Bytes {
  return concatBytes(groupKeyBytes(body.groupKeyId), body.point, body.ciphertext)
}

/** Undefined where a part is missing, the group key is 0, or the point is not in compressed form. */
export function readSealedBody(bytes: Bytes): SealedBody | undefined {
  const [high = 0, low = 0, sign] = bytes
  const groupKeyId = high * 256 + low
  if (bytes.length < 2 + 33 + 16 || groupKeyId === 0 || (sign !== 2 && sign !== 3)) return undefined
  return { groupKeyId, point: bytes.subarray(2, 35), ciphertext: bytes.subarray(35) }
}

const authenticated = new Map<number, Bytes>()

/** `["Encrypt0", << {1: 35, 4: gkid} >>, 'etui/1']`: binds the seal to the group key it is labelled with. */
export function sealedBodyAad(groupKeyId: number): Bytes {
  const known = authenticated.get(groupKeyId)
  if (known !== undefined) return known
  const header = new Map<number, CborValue>([
    [1, HPKE_0],
    [4, groupKeyBytes(groupKeyId)],
  ])
  const aad = encodeCbor(['Encrypt0', encodeCbor(header), utf8('etui/1')])
  // At most 65,535 of them, and a handful in use.
  authenticated.set(groupKeyId, aad)
  return aad
}

function groupKeyBytes(groupKeyId: number): Bytes {
  if (!Number.isInteger(groupKeyId) || groupKeyId < 1 || groupKeyId > 0xffff) {
    throw new TypeError('a group key has a number from 1 to 65,535')
  }
  return new Uint8Array([groupKeyId >> 8, groupKeyId & 255])
}

/** An uncompressed point of 65 bytes, compressed to 33. */
export function compressPoint(point: Bytes): Bytes {
  if (point.length !== 65 || point[0] !== 4) throw new TypeError('not an uncompressed point')
  const compressed = point.slice(0, 33)
  compressed[0] = 2 + ((point[64] ?? 0) & 1)
  return compressed
}
