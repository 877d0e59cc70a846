import { createDecipheriv, timingSafeEqual } from 'node:crypto'
import { cmac } from '@noble/ciphers/aes.js'

/** What a tag said of itself at one tap, proven by its key. */
export interface SunReading {
  /** 7 bytes */
  readonly uid: Buffer
  /** How often the tag was read: it only grows. */
  readonly counter: number
}

export interface SunKeys {
  /** Opens what the tag enciphers of itself: AES-128, 16 bytes. */
  readonly metaRead: Uint8Array
  /** Proves it: AES-128, 16 bytes. */
  readonly fileRead: Uint8Array
}

/**
 * Reads the secure unique message of an NTAG 424 DNA (NXP AN12196, 3.3 and 3.4): `enciphered` is its PICCData, 16 bytes,
 * with the chip's number and its counter; `mac` the truncated CMAC over nothing else, 8 bytes. Undefined for whatever was
 * not made by a chip with these keys. That the counter has grown since the last tap is the caller's to hold.
 */
export function readSun(
  enciphered: Uint8Array,
  mac: Uint8Array,
  { metaRead, fileRead }: SunKeys,
): SunReading | undefined {
  if (enciphered.length !== 16 || mac.length !== 8) return undefined
  const decipher = createDecipheriv('aes-128-cbc', metaRead, Buffer.alloc(16))
  decipher.setAutoPadding(false)
  const data = Buffer.concat([decipher.update(enciphered), decipher.final()])
  if (data[0] !== numberAndCounter) return undefined
  const uid = data.subarray(1, 8)
  const counter = data.readUIntLE(8, 3)
  return timingSafeEqual(mac, sunMac(uid, counter, fileRead)) ? { uid, counter } : undefined
}

/** PICCDataTag: the number is there, the counter is there, the number has 7 bytes (AN12196, table 2). */
const numberAndCounter = 0xc7

/** The MAC of a tap, by a key made for this very chip and count; every second byte is sent (AN12196, 3.4.2 and 3.4.4). */
function sunMac(uid: Uint8Array, counter: number, fileRead: Uint8Array): Buffer {
  const count = Buffer.alloc(3)
  count.writeUIntLE(counter, 0, 3)
  const label = Buffer.from([0x3c, 0xc3, 0x00, 0x01, 0x00, 0x80])
  const session = cmac(Buffer.concat([label, uid, count]), fileRead)
  return Buffer.from(cmac(new Uint8Array(0), session).filter((_byte, at) => at % 2 === 1))
}
