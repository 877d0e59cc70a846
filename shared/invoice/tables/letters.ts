import type { DatedRow } from './dated-row.ts'
import type { Nature } from './nature.ts'

/** A letter of the general nomenclature (NGAP) or a pharmacy's or carrier's code told the same way. */
export interface LetterRow extends DatedRow {
  readonly nature: Nature
  /** whether the letter counts in coefficients: AMI 4.5 */
  readonly takesCoefficient?: true
  /** added to an act rather than one itself: no participation or franchise of its own */
  readonly isSupplement?: true
  /** codes of the professions that bill it (DOMAIN.md 5.1); without them, any */
  readonly professions?: readonly string[]
}

const from = '2024-01-01'
const trade = {
  from,
  confidence: 'B',
  source: 'kitmedical, recomedicales, Mediboard (DOMAIN.md 4.6)',
  note: 'That the code exists is from the sources; who bills it and what is added to what is common knowledge.',
} as const
const known = { from, confidence: 'D', source: 'common knowledge' } as const

const ofDoctor = { nature: 'medical', professions: ['10'] } as const
const added = { nature: 'medical', professions: ['10'], isSupplement: true } as const
const ofNurse = { nature: 'paramedical', professions: ['60'] } as const
const ofPharmacy = { nature: 'dispensing', professions: ['21'] } as const

export const letters: readonly LetterRow[] = [
  { key: 'G', ...ofDoctor, ...trade },
  { key: 'GS', ...ofDoctor, ...trade },
  { key: 'CS', ...ofDoctor, ...trade },
  { key: 'APC', ...ofDoctor, ...trade },
  { key: 'TCG', ...ofDoctor, ...trade },
  { key: 'COB', ...ofDoctor, ...trade },
  { key: 'COE', ...ofDoctor, ...trade },
  { key: 'CCP', nature: 'medical', professions: ['10', '50'], ...trade },
  { key: 'IMT', ...ofDoctor, ...trade },
  { key: 'VG', ...ofDoctor, ...known },
  { key: 'VS', ...ofDoctor, ...known },
  { key: 'MN', ...added, ...trade },
  { key: 'MM', ...added, ...trade },
  { key: 'F', ...added, ...trade },
  { key: 'CRN', ...added, ...trade },
  { key: 'CRM', ...added, ...known },
  { key: 'CRD', ...added, ...known },
  { key: 'CRS', ...added, ...known },
  { key: 'SF', nature: 'midwifery', professions: ['50'], takesCoefficient: true, ...known },
  { key: 'AMI', ...ofNurse, takesCoefficient: true, ...trade },
  { key: 'IFD', ...ofNurse, isSupplement: true, ...known },
  { key: 'AMK', nature: 'paramedical', professions: ['70'], takesCoefficient: true, ...trade },
  { key: 'AMP', nature: 'paramedical', professions: ['80'], takesCoefficient: true, ...known },
  { key: 'AMO', nature: 'paramedical', takesCoefficient: true, ...known },
  { key: 'AMY', nature: 'paramedical', takesCoefficient: true, ...known },
  { key: 'B', nature: 'laboratory', professions: ['10', '21'], takesCoefficient: true, ...known },
  { key: 'HDR', ...ofPharmacy, ...known },
  { key: 'HDA', ...ofPharmacy, ...known },
  { key: 'HDE', ...ofPharmacy, ...known },
  { key: 'VSL', nature: 'transport', ...known },
  { key: 'TXI', nature: 'transport', ...known },
  { key: 'ABA', nature: 'transport', ...known },
]
