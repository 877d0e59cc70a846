/**
 * A card that no longer works (DESIGN.md 9): first suspended, which can be undone for a day, then final. A phone has at
 * most one block that is not lifted.
 */
export interface Block {
  readonly personId: string
  readonly phoneId: string
  readonly blockId: string
  readonly state: BlockState
  readonly reason: BlockReason
  readonly blockedAt: Date
  readonly changedAt: Date
}

export type BlockState = 'suspended' | 'final' | 'lifted'

/** Why a card was blocked: kept for the holder and for the agents, never shown at a counter. */
export const blockReasons = [
  'lost',
  'stolen',
  'holder',
  'agent',
  'newer-phone',
  'rights-closed',
  'two-branches',
] as const
export type BlockReason = (typeof blockReasons)[number]

/** For so long a suspended card can be taken back; then it is final. */
export const suspensionMs = 24 * 60 * 60_000

export function isBlockReason(text: string): text is BlockReason {
  return blockReasons.some((reason) => reason === text)
}

/** From when on a suspension begun at `blockedAt` can no longer be taken back. */
export function suspensionEnd(blockedAt: Date): Date {
  return new Date(blockedAt.getTime() + suspensionMs)
}

/** The instant at and before which a suspension begun is final at `at`. */
export function suspendedBefore(at: Date): Date {
  return new Date(at.getTime() - suspensionMs)
}
