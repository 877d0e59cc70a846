/** What an act is, as far as its money goes: each nature has its rates, and its participation or franchise. */
export const natures = [
  'medical',
  'midwifery',
  'dental',
  'paramedical',
  'laboratory',
  'dispensing',
  'transport',
  'medicine-100',
  'medicine-65',
  'medicine-30',
  'medicine-15',
] as const
export type Nature = (typeof natures)[number]
