import type { RefusalCode } from '../refusal.ts'
import { dayInFrance } from '../day/day-in-france.ts'
import { ageAt } from './age.ts'

/** A setting with its history: each value holds from its day, YYYY-MM-DD in France, until the next one's. In order. */
export type Dated<T> = readonly { readonly from: string; readonly value: T }[]

/** Who may activate a card, and since when: settings of the insurer, not of this program. */
export interface EligibilityRules {
  /** full years */
  readonly holderAge: Dated<number>
  /** two digits each, as in the first two of a card's organisation; `all` once every regime takes part */
  readonly regimes: Dated<readonly string[] | 'all'>
  /** departments rolled out, by the codes of the registry (`57`, `2A`, `974`); `all` once every one is */
  readonly departments: Dated<readonly string[] | 'all'>
  /** whether somebody under guardianship may activate by themselves */
  readonly isGuardianshipTaken: Dated<boolean>
}

/** What is judged of a person, as the registry has it at that instant. */
export interface Candidate {
  /** YYYY-MM-DD */
  readonly birthDate: string
  readonly regime: string
  readonly department: string
  readonly isUnderGuardianship: boolean
  readonly hasOpenRights: boolean
}

export type EligibilityRefusal = Extract<
  RefusalCode,
  | 'too-young'
  | 'regime-not-served'
  | 'department-not-served'
  | 'under-guardianship'
  | 'rights-closed'
>

/**
 * Why a person may not activate a card at an instant; undefined when they may (DESIGN.md 5). What lasts longest is told
 * first: nobody is sent to mend their rights who would be turned away for their age. A setting with no value yet allows
 * nothing.
 */
export function judgeEligibility(
  person: Candidate,
  rules: EligibilityRules,
  at: Date,
): EligibilityRefusal | undefined {
  const { isUnderGuardianship, regime, department, birthDate, hasOpenRights } = person
  if (isUnderGuardianship && valueAt(rules.isGuardianshipTaken, at) !== true) {
    return 'under-guardianship'
  }
  if (ageAt(birthDate, at) < holderAgeAt(rules, at)) return 'too-young'
  if (!includes(valueAt(rules.regimes, at), regime)) return 'regime-not-served'
  if (!includes(valueAt(rules.departments, at), department)) return 'department-not-served'
  return hasOpenRights ? undefined : 'rights-closed'
}

/** The age asked for at an instant: what may be refused before anything of a person is known. */
export function holderAgeAt({ holderAge }: Pick<EligibilityRules, 'holderAge'>, at: Date): number {
  return valueAt(holderAge, at) ?? Infinity
}

function valueAt<T>(dated: Dated<T>, at: Date): T | undefined {
  const today = dayInFrance(at)
  return dated.findLast(({ from }) => from <= today)?.value
}

function includes(served: readonly string[] | 'all' | undefined, one: string): boolean {
  return served === 'all' || (served?.includes(one) ?? false)
}
