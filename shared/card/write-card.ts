import type { Bytes } from '../bytes/bytes.ts'
import { utf8 } from '../bytes/bytes.ts'
import { encodeCbor, type CborValue } from '../cbor/cbor-writer.ts'
import { encodeSign1, signSign1, type Signer } from '../cose/sign1.ts'
import { CONTENT_CLAIM, STATUS_CLAIM, TYP_CARD, TYP_HEADER } from '../presentation/code-points.ts'
import { LONGEST_LIFE, type CardClaims, type CardContent } from './card.ts'
import type { CardClass } from './card.ts'

/**
 * The signed credential of a card. `keyId` is the issuer key's (`keyIdOf`), `sign` its private half. Throws TypeError
 * on claims the format cannot hold; the NIR's key and the spelling of names are the caller's duty.
 */
export async function signCard(claims: CardClaims, keyId: Bytes, sign: Signer): Promise<Bytes> {
  return encodeSign1(await signSign1(encodeCardHeader(keyId), encodeCardClaims(claims), sign))
}

export function encodeCardHeader(keyId: Bytes): Bytes {
  if (keyId.length !== 4) throw new TypeError('a key id has 4 bytes')
  return encodeCbor(
    new Map<number, CborValue>([
      [1, -7],
      [4, keyId],
      [TYP_HEADER, TYP_CARD],
    ]),
  )
}

export function encodeCardClaims(claims: CardClaims): Bytes {
  const life = claims.expiresAt - claims.issuedAt
  if (life <= 0 || life > LONGEST_LIFE) throw new TypeError('a card lives 31 days at most')
  const { holderKey } = claims
  if (holderKey.length !== 33) throw new TypeError('the holder key is a compressed point')
  const key = new Map<number, CborValue>([
    [1, 2],
    [-1, 1],
    [-2, holderKey.slice(1)],
    [-3, holderKey[0] === 3],
  ])
  const list = new Map<string, CborValue>([
    ['idx', claims.status.index],
    ['uri', claims.status.uri],
  ])
  return encodeCbor(
    new Map<number, CborValue>([
      [1, claims.issuer],
      [4, claims.expiresAt],
      [6, claims.issuedAt],
      [8, new Map([[1, key]])],
      [STATUS_CLAIM, new Map([['status_list', list]])],
      [CONTENT_CLAIM, contentMap(claims.content, claims.cardClass)],
    ]),
  )
}

function contentMap(content: CardContent, cardClass: CardClass): ReadonlyMap<number, CborValue> {
  const map = new Map<number, CborValue>([
    [1, nirValue(content.nir)],
    [2, name(content.familyName)],
    [3, name(content.givenNames)],
    [4, content.birthDate],
    [5, content.birthRank],
    [6, content.regime],
    [7, content.managementCode],
    [8, content.coverage],
  ])
  if (content.complementaryNumber !== undefined) map.set(9, content.complementaryNumber)
  if (content.complementaryUntil !== undefined) map.set(10, content.complementaryUntil)
  if (content.quality !== undefined) map.set(11, content.quality)
  if (content.portrait !== undefined) map.set(12, content.portrait)
  if (cardClass !== 'production') map.set(13, cardClass === 'test' ? 1 : 2)
  if (content.ownNir !== undefined) map.set(14, nirValue(content.ownNir))
  return map
}

function nirValue(nir: string): number | string {
  if (/^[1-9][0-9]{14}$/.test(nir)) return Number(nir)
  if (/^[0-9]{5}2[AB][0-9]{8}$/.test(nir)) return nir
  throw new TypeError('not a number of 15 characters')
}

function name(text: string): string {
  const size = utf8(text).length
  if (size < 1 || size > 80) throw new TypeError('a name has 1 to 80 bytes')
  return text
}
