import { parse, type ParseResult } from 'mrz'
import type { MrzTraits } from '@etui/shared/enrolment/compare-traits.ts'

/**
 * What the lines of a machine-readable zone tell of a person (ICAO Doc 9303-4 to -6, and the French identity card of before
 * 2021); undefined for lines that are none. A birth date whose check digit does not fit is told as unread.
 */
export function readMrz(lines: readonly string[]): MrzTraits | undefined {
  const result = tryParse(lines)
  if (!result) return undefined
  const { lastName, firstName, birthDate, birthDateCheckDigit, sex } = result.fields
  return {
    familyName: lastName ?? undefined,
    givenNames: firstName ?? undefined,
    birthDate: birthDateCheckDigit == null ? undefined : (birthDate ?? undefined),
    sex: sexes[sex ?? ''],
    isCut: isCut(result.format, lines),
  }
}

const sexes: Readonly<Record<string, MrzTraits['sex']>> = {
  male: 'male',
  female: 'female',
  nonspecified: 'unspecified',
}

function tryParse(lines: readonly string[]): ParseResult | undefined {
  try {
    return parse([...lines])
  } catch {
    // The package throws for a form it does not know.
    return undefined
  }
}

/** The last character of each field that holds names: line, then place in it. */
const endsOfNames: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  TD1: [[2, 29]],
  TD2: [[0, 35]],
  TD3: [[0, 43]],
  FRENCH_NATIONAL_ID: [
    [0, 29],
    [1, 26],
  ],
}

function isCut(format: string, lines: readonly string[]): boolean {
  return (endsOfNames[format] ?? []).some(([line, at]) => (lines[line]?.[at] ?? '<') !== '<')
}
