import { toBase64url } from '../../shared/bytes/base64url.ts'
import type { Bytes } from '../../shared/bytes/bytes.ts'
import type { VerifiedCards } from '../../shared/presentation/verification.ts'

/**
 * Digests of cards whose issuer signature was verified, the most recent `most`: a card is shown many times in its life.
 * The digest covers the issuer's key, so a key that leaves the list takes its cards with it.
 */
export function keepVerifiedCards(most = 50_000): VerifiedCards {
  const kept = new Set<string>()
  return {
    has: (digest) => kept.has(nameOf(digest)),
    // Expiry is judged on every reading before it matters here; forgetting is a question of room.
    add(digest) {
      if (kept.size >= most) {
        for (const oldest of kept) {
          kept.delete(oldest)
          break
        }
      }
      kept.add(nameOf(digest))
    },
  }
}

function nameOf(digest: Bytes): string {
  return toBase64url(digest)
}
