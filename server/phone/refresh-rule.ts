/** What the rule of refreshing needs to know of a phone. Hashes are SHA-256 of tokens. */
export interface Branch {
  readonly tokenHash: Buffer | null
  readonly previousTokenHash: Buffer | null
  readonly refreshState: 'rotating' | 'suspended'
  readonly provenAt: Date | null
}

/** What a phone asks: the hash of the token it presents, and of the one it drew to present next. */
export interface Asked {
  readonly presentedHash: Buffer
  readonly nextHash: Buffer
}

/** A branch that proved itself so long ago no longer stands against another: a card lives 30 days, 31 at most. */
export const provenForMs = 31 * 86_400_000

/**
 * What a refresh is (DESIGN.md 6): the next step of the branch, the last step asked for again (its answer was lost), or
 * a token that is neither: stale.
 */
export function judgeRefresh(
  branch: Branch,
  asked: Asked,
): 'rotate' | 'repeat' | 'suspended' | 'stale' {
  if (branch.refreshState === 'suspended') return 'suspended'
  if (isSame(branch.tokenHash, asked.presentedHash)) return 'rotate'
  return isRepeat(branch, asked) ? 'repeat' : 'stale'
}

/**
 * What a resume by a proven holder is. The first branch to prove itself becomes the current one, whichever it is; another
 * that does so after it makes two phones of one card.
 */
export function judgeResume(
  branch: Branch,
  asked: Asked,
  now: Date,
): 'accept' | 'repeat' | 'two-branches' {
  if (branch.refreshState === 'rotating' && isRepeat(branch, asked)) return 'repeat'
  const isProven =
    branch.provenAt !== null && now.getTime() - branch.provenAt.getTime() <= provenForMs
  const isCurrent =
    isSame(branch.tokenHash, asked.presentedHash) ||
    isSame(branch.previousTokenHash, asked.presentedHash)
  return isProven && !isCurrent ? 'two-branches' : 'accept'
}

function isRepeat(branch: Branch, asked: Asked): boolean {
  return (
    isSame(branch.previousTokenHash, asked.presentedHash) &&
    isSame(branch.tokenHash, asked.nextHash)
  )
}

function isSame(one: Buffer | null, other: Buffer): boolean {
  return one !== null && one.equals(other)
}
