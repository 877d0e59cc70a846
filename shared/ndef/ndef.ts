import { type Bytes, concatBytes, utf8 } from '../bytes/bytes.ts'

/** One record of an NDEF message. `type` is ASCII: 'U' for a URI, `domain:type` for an external one. */
export interface NdefRecord {
  readonly typeName: 'well-known' | 'external'
  readonly type: string
  readonly payload: Bytes
}

/** Type name formats and header flags (NFC Forum, Data Exchange Format 1.0, section 3.2). */
const typeNames = { 'well-known': 1, external: 4 } as const
const messageBegins = 0x80
const messageEnds = 0x40
const shortRecord = 0x10

/** Abbreviations of a URI's beginning, each by its number (NFC Forum, URI Record Type Definition 1.0, 3.2.2). */
const uriBeginnings = ['http://www.', 'https://www.', 'http://', 'https://'] as const

/** A record that a phone opens as a link. */
export function uriRecord(uri: string): NdefRecord {
  const at = uriBeginnings.findIndex((beginning) => uri.startsWith(beginning))
  const rest = uri.slice(uriBeginnings[at]?.length ?? 0)
  return {
    typeName: 'well-known',
    type: 'U',
    payload: concatBytes(Uint8Array.of(at + 1), utf8(rest)),
  }
}

/** A record of a type of our own: `domain:type` in lower case (NFC Forum, Record Type Definition 1.0, 3.2). */
export function externalRecord(type: string, payload: Bytes): NdefRecord {
  if (!/^[a-z0-9.-]+:[a-z0-9.-]+$/.test(type)) throw new TypeError('no external type of NDEF')
  return { typeName: 'external', type, payload }
}

/** A message as it lies on a tag, each record whole: short where its payload has less than 256 bytes. */
export function encodeNdef(records: readonly NdefRecord[]): Bytes {
  if (records.length === 0) throw new TypeError('a message has a record')
  return concatBytes(...records.map((record, at) => encodeRecord(record, at, records.length)))
}

function encodeRecord({ typeName, type, payload }: NdefRecord, at: number, count: number): Bytes {
  const isShort = payload.length < 256
  const header =
    typeNames[typeName] |
    (at === 0 ? messageBegins : 0) |
    (at === count - 1 ? messageEnds : 0) |
    (isShort ? shortRecord : 0)
  const typeBytes = utf8(type)
  return concatBytes(
    Uint8Array.of(header, typeBytes.length),
    isShort ? Uint8Array.of(payload.length) : fourBytes(payload.length),
    typeBytes,
    payload,
  )
}

function fourBytes(value: number): Bytes {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
