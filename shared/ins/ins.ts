import type { CardClass } from '../card/card.ts'
import { bareLetters } from '../name/bare-letters.ts'
import { type Nir, nirFacts } from '../nir/nir.ts'

/** The qualified identity of a person in health care (DOMAIN.md 4.2): the number with its authority, and five traits. */
export interface Ins {
  /** 15 characters with key */
  readonly matricule: string
  /** the authority that gives such numbers */
  readonly oid: string
  /** as `insName` writes it */
  readonly birthName: string
  /** all of the birth record, as `insName` writes them, a blank between two */
  readonly givenNames: string
  readonly sex: 'female' | 'male'
  /** YYYY-MM-DD */
  readonly birthDate: string
  /** of the official geographic code (COG): a commune, or 99 and a country */
  readonly birthPlaceCode: string
}

/** Civil status as a registry has it. */
export interface CivilTraits {
  readonly familyName: string
  /** a comma or a blank between two */
  readonly givenNames: string
  readonly sex: 'female' | 'male'
  /** YYYY-MM-DD */
  readonly birthDate: string
  readonly birthPlaceCode: string
}

/** The identity of whoever bears a number, under the authority of their card's class. */
export function makeIns(matricule: Nir, traits: CivilTraits, cardClass: CardClass): Ins {
  return {
    matricule,
    oid: insOid(matricule, cardClass),
    birthName: insName(traits.familyName),
    givenNames: insName(traits.givenNames),
    sex: traits.sex,
    birthDate: traits.birthDate,
    birthPlaceCode: traits.birthPlaceCode,
  }
}

/** Who gives such a number: INS-NIR, INS-NIA for one that is provisional, or their test and demonstration domains. */
export function insOid(matricule: Nir, cardClass: CardClass): string {
  if (cardClass === 'test') return `${root}.10`
  if (cardClass === 'demonstration') return `${root}.11`
  return nirFacts(matricule).isProvisional ? `${root}.9` : `${root}.8`
}

const root = '1.2.250.1.213.1.4'

/** A name as an INS has it: A to Z in upper case, hyphens and apostrophes kept, one blank for anything else. */
export function insName(name: string): string {
  return bareLetters(name)
    .replace(/[‘’ʼ´`]/g, "'")
    .replace(/[‐‑–—]/g, '-')
    .replace(/[\s,.;]+/g, ' ')
    .trim()
}
