import type { Bytes } from '../bytes/bytes.ts'
import type { Sha256 } from '../cose/thumbprint.ts'

/**
 * The two digits, 10 to 99, that a phone and a counter both show of one challenge (its CBOR): the holder compares them
 * before signing. They follow from the whole challenge, nonce included, so a copied tag cannot choose them.
 */
export async function tapNumber(challenge: Bytes, sha256: Sha256): Promise<number> {
  const digest = await sha256(challenge)
  const drawn = new DataView(digest.buffer, digest.byteOffset).getUint32(0)
  return 10 + (drawn % 90)
}
