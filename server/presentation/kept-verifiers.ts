import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import type { Verifier } from '@etui/shared/cose/sign1.ts'

/** Verifiers by the point of their key: the `capacity` most recently used are kept. Points off the curve are not. */
export class KeptVerifiers {
  readonly #capacity: number
  readonly #make: (point: Bytes) => Verifier | undefined
  readonly #kept = new Map<string, Verifier>()

  constructor(capacity: number, make: (point: Bytes) => Verifier | undefined) {
    this.#capacity = capacity
    this.#make = make
  }

  get(point: Bytes): Verifier | undefined {
    const name = Buffer.from(point.buffer, point.byteOffset, point.length).toString('latin1')
    const known = this.#kept.get(name)
    if (known !== undefined) {
      // Re-inserted, so that the first entry of the map is the one unused for longest.
      this.#kept.delete(name)
      this.#kept.set(name, known)
      return known
    }
    const made = this.#make(point)
    if (made === undefined) return undefined
    this.#kept.set(name, made)
    if (this.#kept.size > this.#capacity) this.#dropOldest()
    return made
  }

  #dropOldest(): void {
    for (const name of this.#kept.keys()) {
      this.#kept.delete(name)
      return
    }
  }
}
