import type { Exemption } from './tables/raised-rates.ts'

/**
 * How a patient came to a doctor (DOMAIN.md 4.3): T treating doctor, N new one, R substitute, O referred by the treating
 * doctor, M by another, J doctor newly installed, B under-served zone, D direct access, H away from home, U emergency,
 * S1 outside direct access, S2 path not followed. The last two are off the path.
 */
export const carePaths = ['T', 'N', 'R', 'O', 'M', 'J', 'B', 'D', 'H', 'U', 'S1', 'S2'] as const
export type CarePath = (typeof carePaths)[number]

export function isOffPath(path: CarePath): boolean {
  return path === 'S1' || path === 'S2'
}

/** Whose share goes straight to the professional: nobody's, obligatory cover's, or that and the complementary's. */
export const thirdParties = ['none', 'obligatory', 'full'] as const
export type ThirdParty = (typeof thirdParties)[number]

/** What is known of a person's cover on the day of care. */
export interface Cover {
  readonly isObligatoryOpen: boolean
  /** local cover of Alsace-Moselle */
  readonly isLocal: boolean
  /** complementary health cover C2S: pays the rest of the tariff, always straight to the professional */
  readonly isSolidarity: boolean
  /** state aid AME */
  readonly isStateAid: boolean
  /** pregnant from the sixth month on */
  readonly isMaternity: boolean
  /** a complementary contract, open that day */
  readonly hasComplementary: boolean
  readonly thirdParty: ThirdParty
  readonly exemption: Exemption
  /** full years */
  readonly age: number
}
