import { Refusal } from '@etui/shared/refusal.ts'

/** After the third wrong code in a row a pause, then longer ones; after the sixth nothing but the passkey helps. */
export const freeTries = 3
export const triesMax = 6
export const pausesMs: Readonly<Record<3 | 4 | 5, number>> = { 3: 60_000, 4: 300_000, 5: 3_600_000 }

/** What came of one try. */
export type CodeOutcome =
  | { readonly kind: 'right'; readonly share: string }
  | { readonly kind: 'wrong'; readonly triesLeft: number; readonly pausedUntil: Date | undefined }
  | { readonly kind: 'paused'; readonly pausedUntil: Date }
  | { readonly kind: 'locked' }

/**
 * The share of a right code, 32 bytes in base64url. Throws `code-wrong` (facts `triesLeft` before the next pause or the
 * lock, and `pausedUntil` in milliseconds when this try began one), `code-paused` (`pausedUntil`) or `code-locked`.
 */
export function shareOf(outcome: CodeOutcome): string {
  switch (outcome.kind) {
    case 'right':
      return outcome.share
    case 'wrong': {
      const { triesLeft, pausedUntil } = outcome
      const pause = pausedUntil && { pausedUntil: pausedUntil.getTime() }
      throw new Refusal('code-wrong', { triesLeft, ...pause })
    }
    case 'paused':
      throw new Refusal('code-paused', { pausedUntil: outcome.pausedUntil.getTime() })
    case 'locked':
      throw new Refusal('code-locked')
  }
}
