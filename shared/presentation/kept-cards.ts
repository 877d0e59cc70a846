import type { Bytes } from '../bytes/bytes.ts'
import { toHex } from '../bytes/hex.ts'
import type { VerifiedCards } from './verification.ts'

/** Remembers, in memory, the cards verified most recently: at most `capacity` of them. */
export class KeptCards implements VerifiedCards {
  readonly #capacity: number
  readonly #digests = new Set<string>()

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  has(digest: Bytes): boolean {
    return this.#digests.has(toHex(digest))
  }

  add(digest: Bytes): void {
    this.#digests.add(toHex(digest))
    if (this.#digests.size <= this.#capacity) return
    const [oldest] = this.#digests
    if (oldest !== undefined) this.#digests.delete(oldest)
  }
}
