import type { BlockReason } from '../block/block.ts'

export type Language = 'fr' | 'en'

/** A letter by e-mail, in plain text. The subject never holds anything personal: it shows on locked screens. */
export interface MailText {
  readonly subject: string
  readonly text: string
}

/** A letter before its greeting. */
export interface Lines {
  readonly subject: string
  readonly lines: readonly string[]
}

/** What the insured person is written about. */
export type Occasion =
  | { readonly kind: 'contact-code'; readonly code: string; readonly minutes: number }
  | { readonly kind: 'identity-differs' }
  | { readonly kind: 'activation-refused' }
  | { readonly kind: 'identity-accepted'; readonly endsAt: Date }
  | { readonly kind: 'securing-lapsed' }
  | { readonly kind: 'check-received' }
  | { readonly kind: 'check-for-supervisor' }
  | { readonly kind: 'check-refused' }
  | { readonly kind: 'check-withdrawn' }
  | { readonly kind: 'check-expired' }
  | { readonly kind: 'desk-asked' }
  | { readonly kind: 'desk-refused' }
  | { readonly kind: 'desk-lapsed' }
  | { readonly kind: 'correction-asked' }
  | { readonly kind: 'correction-closed'; readonly outcome: 'corrected' | 'unchanged' }
  | { readonly kind: 'card-active' }
  | { readonly kind: 'phone-replaced' }
  | { readonly kind: 'card-suspended'; readonly reason: BlockReason }
  | { readonly kind: 'card-blocked'; readonly reason: BlockReason }
