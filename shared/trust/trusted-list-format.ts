import type { Bytes } from '../bytes/bytes.ts'
import type { CardClass } from '../card/card.ts'
import { CborError, CborReader } from '../cbor/cbor-reader.ts'
import { encodeCbor, type CborValue } from '../cbor/cbor-writer.ts'
import type { GroupKeyEpoch, StatusKey, TrustedIssuer, TrustedList } from './trusted-list.ts'

/*
 * list-claims = { 1 => uint                      ; version
 *                 4 => uint, 6 => uint           ; exp, iat
 *                 7 => [* issuer], 8 => [* status], 9 => [* group] }
 * issuer = { 1 => tstr, 2 => bstr .size 4, 3 => point, 4 => 0 / 1 / 2, 5 => uint, 6 => uint }
 *                                                ; iss, kid, key, class (production, test, demonstration), from, to
 * status = { 1 => tstr, 3 => point }
 * group  = { 2 => 1..65535, 3 => point, 5 => uint, 6 => uint }
 * point  = bstr .size 65
 */

const classes: readonly CardClass[] = ['production', 'test', 'demonstration']

/** The list's claims as deterministic CBOR. */
export function encodeTrustedList(list: TrustedList): Bytes {
  return encodeCbor(
    new Map<number, CborValue>([
      [1, list.version],
      [4, list.expiresAt],
      [6, list.issuedAt],
      [7, list.issuers.map(issuerMap)],
      [8, list.statusKeys.map(statusMap)],
      [9, list.groupKeys.map(groupMap)],
    ]),
  )
}

function issuerMap(issuer: TrustedIssuer): CborValue {
  return new Map<number, CborValue>([
    [1, issuer.issuer],
    [2, issuer.keyId],
    [3, issuer.key],
    [4, classes.indexOf(issuer.cardClass)],
    [5, issuer.from],
    [6, issuer.to],
  ])
}

function statusMap(status: StatusKey): CborValue {
  return new Map<number, CborValue>([
    [1, status.issuer],
    [3, status.key],
  ])
}

function groupMap(group: GroupKeyEpoch): CborValue {
  return new Map<number, CborValue>([
    [2, group.groupKeyId],
    [3, group.key],
    [5, group.from],
    [6, group.to],
  ])
}

/** Reads the list's claims. Throws CborError, also on two equal kids, two equal group key numbers, an empty period. */
export function readTrustedList(bytes: Bytes): TrustedList {
  const reader = new CborReader(bytes)
  const claims = reader.map()
  claims.need(1)
  const version = reader.unsigned()
  claims.need(4)
  const expiresAt = reader.unsigned()
  claims.need(6)
  const issuedAt = reader.unsigned()
  if (issuedAt >= expiresAt) throw new CborError('an empty period')
  claims.need(7)
  const issuers = readItems(reader, readIssuer)
  claims.need(8)
  const statusKeys = readItems(reader, readStatusKey)
  claims.need(9)
  const groupKeys = readItems(reader, readGroupKey)
  claims.end()
  reader.end()
  refuseTwins(issuers.map((issuer) => issuer.keyId.join()))
  refuseTwins(groupKeys.map((group) => group.groupKeyId))
  return { version, issuedAt, expiresAt, issuers, statusKeys, groupKeys }
}

function readItems<T>(reader: CborReader, readItem: (reader: CborReader) => T): T[] {
  const items: T[] = []
  for (let left = reader.array(); left > 0; left--) items.push(readItem(reader))
  return items
}

function readIssuer(reader: CborReader): TrustedIssuer {
  const map = reader.map()
  map.need(1)
  const issuer = reader.text()
  map.need(2)
  const keyId = reader.bytes(4)
  map.need(3)
  const key = reader.bytes(65)
  map.need(4)
  const cardClass = classes[reader.unsigned()]
  if (cardClass === undefined) throw new CborError('unknown class')
  const { from, to } = readPeriod(reader, map)
  map.end()
  return { issuer, keyId, key, cardClass, from, to }
}

function readStatusKey(reader: CborReader): StatusKey {
  const map = reader.map()
  map.need(1)
  const issuer = reader.text()
  map.need(3)
  const key = reader.bytes(65)
  map.end()
  return { issuer, key }
}

function readGroupKey(reader: CborReader): GroupKeyEpoch {
  const map = reader.map()
  map.need(2)
  const groupKeyId = reader.unsigned()
  if (groupKeyId < 1 || groupKeyId > 0xffff) throw new CborError('group key number')
  map.need(3)
  const key = reader.bytes(65)
  const { from, to } = readPeriod(reader, map)
  map.end()
  return { groupKeyId, key, from, to }
}

function readPeriod(reader: CborReader, map: ReturnType<CborReader['map']>) {
  map.need(5)
  const from = reader.unsigned()
  map.need(6)
  const to = reader.unsigned()
  if (from >= to) throw new CborError('an empty period')
  return { from, to }
}

function refuseTwins(names: readonly (string | number)[]): void {
  if (new Set(names).size !== names.length) throw new CborError('two of one name')
}
