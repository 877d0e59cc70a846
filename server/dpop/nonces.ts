import { timingSafeEqual } from 'node:crypto'

/** How long a nonce is handed out; it is taken during this bucket and the next. */
export const nonceBucketMs = 5 * 60_000

/**
 * The nonces that proofs must carry (RFC 9449, section 8), without a row for any: HMAC-SHA-256 of a five-minute bucket,
 * 16 bytes in base64url. Every node with the secret gives and takes the same ones.
 */
export class Nonces {
  readonly #hmac: (message: string) => Buffer
  readonly #byBucket = new Map<number, string>()

  /** `hmac` is HMAC-SHA-256 by the servers' shared secret. */
  constructor(hmac: (message: string) => Buffer) {
    this.#hmac = hmac
  }

  /** The nonce to hand out at `now`, in milliseconds. */
  current(now: number): string {
    return this.#of(Math.floor(now / nonceBucketMs))
  }

  isFresh(nonce: string, now: number): boolean {
    const bucket = Math.floor(now / nonceBucketMs)
    return isSame(nonce, this.#of(bucket)) || isSame(nonce, this.#of(bucket - 1))
  }

  #of(bucket: number): string {
    const kept = this.#byBucket.get(bucket)
    if (kept) return kept
    const nonce = this.#hmac(`etui dpop nonce ${bucket}`).subarray(0, 16).toString('base64url')
    if (this.#byBucket.size >= 8) this.#byBucket.clear()
    this.#byBucket.set(bucket, nonce)
    return nonce
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
