import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type ColumnPlace, ColumnUnreadable } from './keys.ts'

const format = 1
const nonceLength = 12
const tagLength = 16
const headLength = 3 + nonceLength

/**
 * AES-256-GCM for one column of one row: `format(1) | key number(2) | nonce(12) | ciphertext | tag(16)`. The format, the
 * key's number, the place and the row are authenticated, so bytes moved to another column or person do not open.
 */
export class ColumnCipher {
  readonly #secrets: ReadonlyMap<number, Buffer>
  readonly #current: { readonly number: number; readonly secret: Buffer }

  /** Newest key first: it seals, all of them open. */
  constructor(columns: readonly { readonly number: number; readonly secret: string }[]) {
    const secrets = columns.map(({ number, secret }) => ({
      number,
      secret: Buffer.from(secret, 'base64'),
    }))
    const [current] = secrets
    if (!current) throw new TypeError('no column key')
    this.#current = current
    this.#secrets = new Map(secrets.map(({ number, secret }) => [number, secret]))
  }

  seal(place: ColumnPlace, rowKey: string, text: string): Buffer {
    const { number, secret } = this.#current
    const head = Buffer.alloc(headLength)
    head.writeUInt8(format, 0)
    head.writeUInt16BE(number, 1)
    randomBytes(nonceLength).copy(head, 3)
    const cipher = createCipheriv('aes-256-gcm', secret, head.subarray(3))
    cipher.setAAD(bound(head, place, rowKey))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([head, sealed, cipher.getAuthTag()])
  }

  open(place: ColumnPlace, rowKey: string, sealed: Uint8Array): string {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    if (bytes.length < headLength + tagLength || bytes[0] !== format)
      throw new ColumnUnreadable(place)
    const head = bytes.subarray(0, headLength)
    const secret = this.#secrets.get(head.readUInt16BE(1))
    if (!secret) throw new ColumnUnreadable(place)
    const decipher = createDecipheriv('aes-256-gcm', secret, head.subarray(3), {
      authTagLength: tagLength,
    })
    decipher.setAAD(bound(head, place, rowKey))
    decipher.setAuthTag(bytes.subarray(bytes.length - tagLength))
    const body = bytes.subarray(headLength, bytes.length - tagLength)
    try {
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    } catch (cause) {
      throw new ColumnUnreadable(place, { cause })
    }
  }
}

/** The length before the place keeps two pairs from being written alike. */
function bound(head: Buffer, place: ColumnPlace, rowKey: string): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(Buffer.byteLength(place))
  return Buffer.concat([head.subarray(0, 3), length, Buffer.from(place), Buffer.from(rowKey)])
}
