import { createHash, randomBytes } from 'node:crypto'

/** A secret that only a browser holds: 32 random bytes as base64url. The database has its hash. */
export function drawToken(): string {
  return randomBytes(32).toString('base64url')
}

export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
