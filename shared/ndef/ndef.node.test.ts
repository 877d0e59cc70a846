import * as fc from 'fast-check'
import taptrack from '@taptrack/ndef'
import ndef from 'ndef'
import { describe, expect, test } from 'vitest'
import type { Bytes } from '../bytes/bytes.ts'
import { encodeNdef, externalRecord, type NdefRecord, uriRecord } from './ndef.ts'

/** Two other programs, each asked to write the same records. */
const others = {
  ndef: (records: readonly NdefRecord[]) =>
    Uint8Array.from(ndef.encodeMessage(records.map(asNdef))),
  '@taptrack/ndef': (records: readonly NdefRecord[]) =>
    new taptrack.Message(records.map(asTapTrack)).toByteArray(),
}

const link = 'https://etui.example/t#k=Q2xhaXJl'
const payload = (length: number): Bytes => Uint8Array.from({ length }, (_, at) => (at * 7) % 256)
const messages: Readonly<Record<string, readonly NdefRecord[]>> = {
  'a link': [uriRecord(link)],
  'a link of an unknown beginning': [uriRecord('etui:t')],
  'a link and a challenge': [uriRecord(link), externalRecord('etui.example:c1', payload(60))],
  'a short record': [externalRecord('etui.example:p1', payload(254))],
  'the shortest long record': [externalRecord('etui.example:p1', payload(256))],
  'a presentation': [externalRecord('etui.example:p1', payload(403))],
}

describe.each(Object.entries(others))('beside %s', (_name, encode) => {
  test.each(Object.entries(messages))('writes the same bytes for %s', (_what, records) => {
    expect(encodeNdef(records)).toEqual(encode(records))
  })
})

test('writes what another program reads back', () => {
  const record = fc.record({
    typeName: fc.constantFrom('well-known' as const, 'external' as const),
    type: fc.stringMatching(/^[a-z]{1,8}:[a-z0-9]{1,8}$/),
    payload: fc.uint8Array({ maxLength: 700 }).map((bytes) => Uint8Array.from(bytes)),
  })
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), (given) => {
      const read = ndef.decodeMessage([...encodeNdef(given)])
      expect(read.map(({ type }) => type)).toEqual(given.map(({ type }) => type))
      expect(read.map((one) => Uint8Array.from(one.payload))).toEqual(
        given.map((one) => one.payload),
      )
    }),
  )
})

test('writes 255 bytes as a short record, which the two others write as a long one', () => {
  const bytes = encodeNdef([externalRecord('etui.example:p1', payload(255))])
  expect([...bytes.subarray(0, 3)]).toEqual([0xd4, 15, 255])
  expect(ndef.decodeMessage([...bytes])[0]?.payload).toEqual([...payload(255)])
})

test.each([link, 'http://etui.example/t', 'https://www.etui.example', 'http://www.a.fr', 'etui:t'])(
  'abbreviates %s as others do',
  (uri) => {
    const bytes = encodeNdef([uriRecord(uri)])
    expect(bytes).toEqual(Uint8Array.from(ndef.encodeMessage([ndef.uriRecord(uri)])))
    expect(bytes).toEqual(new taptrack.Message([taptrack.Utils.createUriRecord(uri)]).toByteArray())
  },
)

test('takes no type that a tag cannot bear, and no empty message', () => {
  expect(() => externalRecord('Etui:C1', payload(1))).toThrow(TypeError)
  expect(() => externalRecord('c1', payload(1))).toThrow(TypeError)
  expect(() => encodeNdef([])).toThrow(TypeError)
})

const typeNames = { 'well-known': 1, external: 4 } as const

function asNdef({ typeName, type, payload: bytes }: NdefRecord) {
  return ndef.record(typeNames[typeName], type, [], [...bytes])
}

function asTapTrack({ typeName, type, payload: bytes }: NdefRecord) {
  const none = new Uint8Array(0)
  const tnf = typeNames[typeName]
  return new taptrack.Record(false, tnf, new TextEncoder().encode(type), none, bytes)
}
