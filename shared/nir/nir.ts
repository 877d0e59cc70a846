import { Refusal } from '../refusal.ts'

declare const nirBrand: unique symbol

/**
 * A French social-security number with its key: 15 characters, digits but for the `A` or `B` of Corsica. Only
 * `parseNir` makes one.
 */
export type Nir = string & { readonly [nirBrand]: 'Nir' }

export interface NirOptions {
  /** Whether month 19, which no real person has, is taken: a demonstration's people and no others. */
  readonly allowDemonstration?: boolean
}

export interface NirFacts {
  /** 1 and 2 as registered; the provisional 3 and 7 count as men's, 4 and 8 as women's. */
  readonly sex: 'male' | 'female'
  readonly isProvisional: boolean
  /** The two last digits of the birth year: the century is not in the number. */
  readonly birthYear: string
  /** 1 to 12, or undefined where the civil record names none. */
  readonly birthMonth: number | undefined
  readonly isDemonstration: boolean
}

/**
 * Reads a number as typed: blanks, dots and hyphens between groups and a lower-case `2a` are forgiven.
 *
 * Refuses with `nir-characters`, `nir-length` (fact `length`), `nir-sex`, `nir-month`, `nir-place` or `nir-key`, the
 * first that applies. The months are INSEE's: 01 to 12, and 20, 30 to 42, 50 to 99 for records without one.
 */
export function parseNir(text: string, options: NirOptions = {}): Nir {
  const written = text.replace(/[\s.\-\u2010\u2011]/g, '').toUpperCase()
  if (!/^[0-9]*$/.test(written.replace(/^([0-9]{5}2)[AB]/, '$10'))) {
    throw new Refusal('nir-characters')
  }
  if (written.length !== 15) throw new Refusal('nir-length', { length: written.length })
  if (!/^[123478]/.test(written)) throw new Refusal('nir-sex')
  if (!isMonth(written.slice(3, 5), options)) throw new Refusal('nir-month')
  if (!isPlace(written.slice(5, 10))) throw new Refusal('nir-place')
  if (nirKey(written.slice(0, 13)) !== written.slice(13)) throw new Refusal('nir-key')
  // The only place where the brand is given: every check has passed.
  return written as Nir
}

/** The two digits that close a number: 97 less its 13 first characters modulo 97, 2A counted as 19 and 2B as 18. */
export function nirKey(body: string): string {
  const digits = body.replace('2A', '19').replace('2B', '18')
  return String(97 - (Number(digits) % 97)).padStart(2, '0')
}

/** What the number itself tells of a person. */
export function nirFacts(nir: Nir): NirFacts {
  const first = nir.charAt(0)
  const month = Number(nir.slice(3, 5))
  return {
    sex: first === '1' || first === '3' || first === '7' ? 'male' : 'female',
    isProvisional: first !== '1' && first !== '2',
    birthYear: nir.slice(1, 3),
    birthMonth: month <= 12 ? month : undefined,
    isDemonstration: month === demonstrationMonth,
  }
}

const demonstrationMonth = 19

function isMonth(digits: string, options: NirOptions): boolean {
  const month = Number(digits)
  if (month === demonstrationMonth) return options.allowDemonstration === true
  return (month >= 1 && month <= 12) || month === 20 || (month >= 30 && month <= 42) || month >= 50
}

/** Department (or 99 and a country) and commune. 20 is Corsica before 1976, 91 to 96 also the former territories. */
function isPlace(digits: string): boolean {
  if (/^(97|98)/.test(digits)) {
    const territory = Number(digits.slice(0, 3))
    return territory >= 971 && territory <= 988 && digits.slice(3) !== '00'
  }
  return !digits.startsWith('00') && digits.slice(2) !== '000'
}
