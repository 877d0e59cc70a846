import type { Bytes } from '../../shared/bytes/bytes.ts'
import { encodeCbor } from '../../shared/cbor/cbor-writer.ts'
import { encodeSign1, type Signer, signSign1 } from '../../shared/cose/sign1.ts'

/** typ (label 16) of a list key's certificate. */
export const listCertificateType = 'etui/list-key'

/**
 * The root's word that a key may sign trusted lists: a COSE_Sign1 (RFC 9052) over a CWT (RFC 8392) with exp (4), iat (6) in
 * seconds and cnf (8, RFC 8747) holding the key with its y in full.
 */
export async function certifyListKey(
  list: { readonly point: Bytes; readonly from: Date; readonly to: Date },
  signByRoot: Signer,
): Promise<Bytes> {
  const header = encodeCbor(
    new Map<number, number | string>([
      [1, -7],
      [16, listCertificateType],
    ]),
  )
  const key = new Map<number, number | Bytes>([
    [1, 2],
    [-1, 1],
    [-2, list.point.slice(1, 33)],
    [-3, list.point.slice(33)],
  ])
  const claims = new Map<number, number | Map<number, Map<number, number | Bytes>>>([
    [4, seconds(list.to)],
    [6, seconds(list.from)],
    [8, new Map([[1, key]])],
  ])
  return encodeSign1(await signSign1(header, encodeCbor(claims), signByRoot))
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1_000)
}
