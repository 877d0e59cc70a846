import { Refusal } from '../refusal.ts'
import type { Cover, ThirdParty } from './cover.ts'
import { fullYears } from './full-years.ts'
import type { Exemption } from './tables/raised-rates.ts'

/** What is known of rights, by the registry or by a card: as of the day of care where that was asked for. Days are YYYY-MM-DD, both included. */
export interface KnownRights {
  readonly isOpen: boolean
  readonly from?: string
  readonly to?: string
  readonly hasC2s: boolean
  readonly complementary?: { readonly to?: string }
  readonly exemptions?: readonly {
    readonly code: Exemption
    readonly from: string
    readonly to?: string
  }[]
}

/** What the professional chooses, within what the rights allow. */
export interface CoverChoice {
  readonly day: string
  /** YYYYMMDD */
  readonly birthDate: number
  readonly thirdParty: ThirdParty
  readonly exemption: Exemption
  /** the exemptions that single lines have of their own */
  readonly lineExemptions?: readonly (Exemption | undefined)[]
}

/**
 * The cover of a person on a day of care. Refuses with `exemption-unknown` an exemption that these rights do not have that
 * day. Local cover, state aid and maternity are in no registry we know: nobody has them here.
 */
export function coverOn(rights: KnownRights, choice: CoverChoice): Cover {
  const { day, birthDate, thirdParty, exemption, lineExemptions = [] } = choice
  for (const one of [exemption, ...lineExemptions]) {
    if (one !== undefined && one !== '0' && !exemptionsOn(rights, day).includes(one)) {
      throw new Refusal('exemption-unknown', { exemption: one })
    }
  }
  const isObligatoryOpen = rights.isOpen && holds(rights, day)
  return {
    isObligatoryOpen,
    isLocal: false,
    isSolidarity: isObligatoryOpen && rights.hasC2s,
    isStateAid: false,
    isMaternity: false,
    hasComplementary:
      isObligatoryOpen && !!rights.complementary && holds(rights.complementary, day),
    thirdParty,
    exemption,
    age: fullYears(birthDate, day),
  }
}

/** The exemptions that hold on a day, to choose from. */
export function exemptionsOn({ exemptions = [] }: KnownRights, day: string): Exemption[] {
  return exemptions.filter((one) => holds(one, day)).map(({ code }) => code)
}

function holds({ from, to }: { readonly from?: string; readonly to?: string }, day: string) {
  return (from === undefined || from <= day) && (to === undefined || day <= to)
}
