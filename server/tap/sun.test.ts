import { expect, test } from 'vitest'
import { readSun } from './sun.ts'

const zero = { metaRead: Buffer.alloc(16), fileRead: Buffer.alloc(16) }
/** The worked example of NXP AN12196. */
const enciphered = Buffer.from('EF963FF7828658A599F3041510671E88', 'hex')
const mac = Buffer.from('94EED9EE65337086', 'hex')

test('reads the number and the count of the published example', () => {
  const read = readSun(enciphered, mac, zero)
  expect(read?.uid.toString('hex')).toBe('04de5f1eacc040')
  expect(read?.counter).toBe(61)
})

test('takes nothing that was changed by one bit, whichever', () => {
  for (let bit = 0; bit < 128; bit++) {
    expect(readSun(turned(enciphered, bit), mac, zero)).toBeUndefined()
  }
  for (let bit = 0; bit < 64; bit++) {
    expect(readSun(enciphered, turned(mac, bit), zero)).toBeUndefined()
  }
})

test('takes nothing made with another key', () => {
  const other = Buffer.alloc(16, 1)
  expect(readSun(enciphered, mac, { ...zero, metaRead: other })).toBeUndefined()
  expect(readSun(enciphered, mac, { ...zero, fileRead: other })).toBeUndefined()
})

test('takes nothing of another length', () => {
  expect(readSun(enciphered.subarray(1), mac, zero)).toBeUndefined()
  expect(readSun(enciphered, mac.subarray(1), zero)).toBeUndefined()
  expect(readSun(Buffer.alloc(0), Buffer.alloc(0), zero)).toBeUndefined()
})

function turned(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
  return copy
}
