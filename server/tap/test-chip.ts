import { createCipheriv } from 'node:crypto'
import { cmac } from '@noble/ciphers/aes.js'
import type { SunKeys } from './sun.ts'

/** An NTAG 424 for tests: says what the real one writes into its link at each tap (NXP AN12196, 3.3 and 3.4). */
export class TestChip {
  readonly #keys: SunKeys
  readonly #uid = Buffer.from('04de5f1eacc040', 'hex')
  #count = 0

  constructor(keys: SunKeys) {
    this.#keys = keys
  }

  /** One tap: its count grows, and it enciphers its number and count under the one key, and signs them under the other. */
  tap(): { enciphered: Buffer; mac: Buffer } {
    this.#count += 1
    const count = Buffer.alloc(3)
    count.writeUIntLE(this.#count, 0, 3)
    const cipher = createCipheriv('aes-128-cbc', this.#keys.metaRead, Buffer.alloc(16))
    cipher.setAutoPadding(false)
    const plain = Buffer.concat([Buffer.of(0xc7), this.#uid, count, Buffer.alloc(5, 0x5a)])
    const enciphered = Buffer.concat([cipher.update(plain), cipher.final()])
    const label = Buffer.from('3cc300010080', 'hex')
    const session = cmac(Buffer.concat([label, this.#uid, count]), this.#keys.fileRead)
    const whole = Buffer.from(cmac(new Uint8Array(0), session))
    const mac = Buffer.from([1, 3, 5, 7, 9, 11, 13, 15].map((at) => whole.readUInt8(at)))
    return { enciphered, mac }
  }
}
