import { createHash, createPublicKey, type KeyObject } from 'node:crypto'

/** A device's public key as its proofs name it. `thumbprint` is RFC 7638's, SHA-256, base64url. */
export interface DeviceKey {
  readonly thumbprint: string
  readonly key: KeyObject
}

/** The two coordinates of a P-256 point, 32 bytes each in base64url. */
export interface Point {
  readonly x: string
  readonly y: string
}

/**
 * Device keys ready to verify with, the most recent ones kept: making one costs half a verification again. Throws
 * TypeError for a point off the curve.
 */
export class DeviceKeys {
  readonly #most: number
  readonly #kept = new Map<string, DeviceKey>()

  constructor(most = 10_000) {
    this.#most = most
  }

  take(point: Point): DeviceKey {
    const name = `${point.x}.${point.y}`
    const kept = this.#kept.get(name)
    const device = kept ?? prepare(point)
    // A Map keeps the order of insertion: taking a key out and putting it back makes it the youngest.
    if (kept) this.#kept.delete(name)
    this.#kept.set(name, device)
    if (this.#kept.size > this.#most) this.#dropOldest()
    return device
  }

  get size(): number {
    return this.#kept.size
  }

  #dropOldest(): void {
    for (const name of this.#kept.keys()) {
      this.#kept.delete(name)
      return
    }
  }
}

function prepare({ x, y }: Point): DeviceKey {
  try {
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
    return { key, thumbprint: thumbprintOf({ x, y }) }
  } catch (cause) {
    throw new TypeError('not a point of P-256', { cause })
  }
}

/** RFC 7638, section 3: the required members in lexicographic order, without blanks. */
export function thumbprintOf({ x, y }: Point): string {
  const members = `{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`
  return createHash('sha256').update(members).digest('base64url')
}
