import { type IdentityTrait, identityTraits } from '@etui/shared/enrolment/enrolment.ts'
import { nameWords, plainName } from '../registry/name.ts'
import type { Traits } from '../registry/registry.ts'

/** Civil status as an identity provider vouches for it; what it did not say is undefined. */
export interface VouchedTraits {
  readonly familyName: string | undefined
  readonly givenNames: string | undefined
  /** YYYY-MM-DD */
  readonly birthDate: string | undefined
  readonly sex: string | undefined
}

/**
 * The traits that do not agree between the registry and the identity provider, in the order they are shown; none means
 * the same person. Names are compared by their words (`plainName`); of the given names the first must agree, a compound
 * one as a whole. What the provider did not say does not agree.
 */
export function differingTraits(ours: Traits, theirs: VouchedTraits): IdentityTrait[] {
  const agrees: Record<IdentityTrait, boolean> = {
    familyName:
      theirs.familyName !== undefined &&
      plainName(theirs.familyName) !== '' &&
      plainName(theirs.familyName) === plainName(ours.familyName),
    givenNames:
      theirs.givenNames !== undefined && isSameFirstName(ours.givenNames, theirs.givenNames),
    birthDate: theirs.birthDate === ours.birthDate,
    sex: theirs.sex === ours.sex,
  }
  return identityTraits.filter((trait) => !agrees[trait])
}

/**
 * `JEAN PAUL` may be Jean-Paul, or Jean whose second name is Paul: so each side's first name must begin the other's
 * list. `JEAN-PAUL` is not Jean.
 */
function isSameFirstName(ours: string, theirs: string): boolean {
  return begins(nameWords(ours), firstName(theirs)) && begins(nameWords(theirs), firstName(ours))
}

/** The words of the first given name: it ends at a comma or a blank, not at a hyphen. */
function firstName(givenNames: string): readonly string[] {
  const [first = ''] = givenNames.trim().split(/[\s,]+/)
  return nameWords(first)
}

function begins(list: readonly string[], start: readonly string[]): boolean {
  return start.length > 0 && start.every((word, at) => list[at] === word)
}
