import { dayInFrance } from '@etui/shared/day/day-in-france.ts'

/** Who may be told of exemptions, and from which day on. Days are YYYY-MM-DD, both included. */
export interface ExemptionProfession {
  /** of Pro Santé Connect (DOMAIN.md 5.1) */
  readonly professionCode: string
  readonly from: string
  readonly to?: string
  /** how well it is known, as DOMAIN.md marks it */
  readonly confidence: 'A' | 'B' | 'C' | 'D'
  readonly source: string
}

const from = '2024-01-01'
const source =
  'Common knowledge: whoever bills an act writes its exemption, and ADRi tells it (DOMAIN.md 2.3). No text was found that lists professions.'
const known = { from, confidence: 'D', source } as const

/** An exemption tells of an illness or of means: a profession that is not here is told of none. */
const exemptionProfessions: readonly ExemptionProfession[] = [
  { professionCode: '10', ...known },
  { professionCode: '21', ...known },
  { professionCode: '40', ...known },
  { professionCode: '50', ...known },
  { professionCode: '60', ...known },
  { professionCode: '70', ...known },
]

/** Whether a profession may see exemptions on a day. Without a profession, nobody may. */
export function maySeeExemptions(
  professionCode: string | undefined,
  at: Date,
  rows: readonly ExemptionProfession[] = exemptionProfessions,
): boolean {
  const day = dayInFrance(at)
  return rows.some(
    (row) =>
      row.professionCode === professionCode &&
      row.from <= day &&
      (row.to === undefined || day <= row.to),
  )
}
