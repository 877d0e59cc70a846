import type { DatedRow } from './dated-row.ts'

/** Who owes neither participation nor franchise. */
export interface WaiverRow extends DatedRow<Waiver> {
  /** of a minor: waived under this age, in full years on the day of care */
  readonly belowAge?: number
}

/** `solidarity` is the complementary health cover C2S, `state-aid` AME, `maternity` pregnancy from the sixth month. */
export const waiverKeys = ['minor', 'solidarity', 'state-aid', 'maternity'] as const
export type Waiver = (typeof waiverKeys)[number]

const from = '2024-01-01'
const source = 'francetvinfo, latribune, Que Choisir n122662, magnolia (DOMAIN.md 4.6)'

export const waivers: readonly WaiverRow[] = [
  { key: 'minor', from, belowAge: 18, confidence: 'B', source },
  { key: 'solidarity', from, confidence: 'B', source },
  { key: 'state-aid', from, confidence: 'B', source },
  { key: 'maternity', from, confidence: 'B', source },
]
