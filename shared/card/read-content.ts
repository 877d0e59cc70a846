import { CborError, type CborReader } from '../cbor/cbor-reader.ts'
import type { CardClass, CardContent } from './card.ts'

/** Reads what the issuer says of the person and the rights (PRESENTATION.md, CDDL `content`). Throws CborError. */
export function readContent(reader: CborReader): { content: CardContent; cardClass: CardClass } {
  const map = reader.map()
  map.need(1)
  const nir = readNir(reader)
  map.need(2)
  const familyName = readName(reader)
  map.need(3)
  const givenNames = readName(reader)
  const unsigned = (key: number): number => {
    map.need(key)
    return reader.unsigned()
  }
  const birthDate = unsigned(4)
  const birthRank = unsigned(5)
  const regime = unsigned(6)
  const managementCode = unsigned(7)
  const coverage = unsigned(8)
  const complementaryNumber = map.has(9) ? reader.unsigned() : undefined
  const complementaryUntil = map.has(10) ? reader.unsigned() : undefined
  const quality = map.has(11) ? reader.unsigned() : undefined
  const portrait = map.has(12) ? reader.bytes(8) : undefined
  const cardClass = map.has(13) ? readClass(reader) : 'production'
  const ownNir = map.has(14) ? readNir(reader) : undefined
  map.end()
  const content = {
    nir,
    familyName,
    givenNames,
    birthDate,
    birthRank,
    regime,
    managementCode,
    coverage,
    ...(complementaryNumber === undefined ? {} : { complementaryNumber }),
    ...(complementaryUntil === undefined ? {} : { complementaryUntil }),
    ...(quality === undefined ? {} : { quality }),
    ...(portrait === undefined ? {} : { portrait }),
    ...(ownNir === undefined ? {} : { ownNir }),
  }
  return { content, cardClass }
}

/** A number of 15 digits is an integer; Corsica's, with its letter, a text. One number has one spelling. */
function readNir(reader: CborReader): string {
  if (reader.peekMajor() === 3) {
    const text = reader.text()
    if (!/^[0-9]{5}2[AB][0-9]{8}$/.test(text)) throw new CborError('not a Corsican number')
    return text
  }
  const number = reader.unsigned()
  if (number < 100_000_000_000_000 || number > 999_999_999_999_999) {
    throw new CborError('not a number of 15 digits')
  }
  return String(number)
}

/** 1 to 80 bytes of UTF-8. */
function readName(reader: CborReader): string {
  const start = reader.position
  const name = reader.text()
  const size = reader.position - start
  // The item is its head, one byte up to 23 and two beyond, and then the text.
  if (size < 2 || size > 82) throw new CborError('name too short or too long')
  return name
}

function readClass(reader: CborReader): CardClass {
  const number = reader.unsigned()
  if (number === 1) return 'test'
  if (number === 2) return 'demonstration'
  throw new CborError('unknown class')
}
