import type { Rotation } from './phone-store.ts'

/** A refresh that changes nothing but the token and the references of cards that stay as they are. */
export interface PlainRefresh {
  readonly proof: SpentProof
  readonly rotation: Rotation
  readonly references: readonly NextReference[]
}

/** A proof to be spent. */
export interface SpentProof {
  readonly proofHash: Buffer
  readonly expiresAt: Date
}

/** A card that stays as it is, under its next reference. */
export interface NextReference {
  readonly personId: string
  readonly phoneId: string
  readonly beneficiaryId: string
  readonly reference: Buffer
}

/**
 * `rotated`: kept. `replayed`: its proof was taken before, and nothing was changed. `conflict`: another request of the phone
 * was faster; its proof is taken. `blocked`: its card bears an open block; its references stay.
 */
export type RotationOutcome = 'rotated' | 'replayed' | 'conflict' | 'blocked'

/** What `ProofStore`, `PhoneStore` and `CardStore` do for one refresh, for many of different phones and proofs at once. */
export interface RotationStore {
  /** Keeps the whole group or, when it throws, nothing of it; answers in its order, after the commit. */
  keep(group: readonly PlainRefresh[]): Promise<readonly RotationOutcome[]>
}
