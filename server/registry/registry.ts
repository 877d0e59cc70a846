import type { ExemptionCode } from '@etui/shared/invoice/tables/raised-rates.ts'
import type { Nir } from '@etui/shared/nir/nir.ts'

/** The insurer's own system, as much of it as a card needs (DESIGN.md 3). Every answer is of now, unless a day is asked for. */
export interface Registry {
  /**
   * Whom a number belongs to. The same work is done for a number nobody has (its answer is undefined), so that neither
   * the answer's time nor its statements tell the two apart.
   */
  personByNir(nir: Nir): Promise<RegistryPerson | undefined>
  /** The same work for an id nobody has. */
  person(registryId: string): Promise<RegistryPerson | undefined>
  /**
   * Holder first, then dependants, each with rights as of now; with a day of care, YYYY-MM-DD in France, as of that day: what
   * has closed since was open then.
   */
  beneficiaries(registryId: string, careDay?: string): Promise<readonly Beneficiary[]>
}

export interface RegistryPerson {
  readonly registryId: string
  readonly nir: Nir
  readonly traits: Traits
  readonly email: string | undefined
  readonly department: string
  readonly isUnderGuardianship: boolean
}

/** Civil status as the registry has it. Names in upper case without care for accents; `birthDate` is YYYY-MM-DD. */
export interface Traits {
  readonly familyName: string
  readonly givenNames: string
  readonly birthDate: string
  readonly sex: 'male' | 'female'
  readonly birthPlace: string
  /** of the official geographic code (COG): a commune, or 99 and a country; not there where nobody noted it */
  readonly birthPlaceCode?: string
}

export interface Beneficiary {
  /** '0' is the holder */
  readonly beneficiaryId: string
  readonly traits: Traits
  /** 0 insured, 2 spouse, 6 child */
  readonly quality: number
  readonly birthRank: number
  /** the number their care is billed to */
  readonly nir: Nir
  /** their own, where it is another */
  readonly ownNir: Nir | undefined
  readonly rights: Rights
}

/** Rights as of an instant, or as of a day if one was asked for. Dates of AMC are numbers YYYYMMDD, as in the card. */
export interface Rights {
  readonly asOf: Date
  readonly isOpen: boolean
  readonly from: Date
  /** the first instant at which they are over */
  readonly to: Date | undefined
  /** regime(2) caisse(3) centre(4) as one number */
  readonly organisation: number
  readonly managementCode: number
  /** bits of shared/card `COVERAGE` */
  readonly coverage: number
  readonly complementaryNumber: number | undefined
  readonly complementaryTo: number | undefined
  /** those that hold then: health data, for professionals who may see it and for nobody else */
  readonly exemptions: readonly Exemption[]
}

/** Why obligatory cover pays more than its rate (DOMAIN.md 4.3), with the days it holds, YYYY-MM-DD, both included. */
export interface Exemption {
  readonly code: ExemptionCode
  readonly from: string
  readonly to?: string
}
