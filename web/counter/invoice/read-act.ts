import { type ActLine, rateClasses } from '@etui/shared/invoice/act.ts'
import { letters } from '@etui/shared/invoice/tables/letters.ts'
import { offeredTariff } from '@etui/shared/invoice/tables/tariffs.ts'

/** A line as it is being typed. */
export interface ActDraft {
  readonly code: string
  readonly coefficient: string
  readonly label: string
  readonly rateClass: string
  readonly quantity: string
  readonly price: string
  /** what is asked above the tariff, of one */
  readonly excess: string
}

export const emptyDraft: ActDraft = {
  code: '',
  coefficient: '',
  label: '',
  rateClass: '65',
  quantity: '1',
  price: '',
  excess: '',
}

export type DraftField = keyof ActDraft

/** What a code says it is of: a letter with or without a coefficient, a technical act, a medicine, anything else. */
export function kindOfCode(code: string): ActLine['kind'] {
  if (/^[0-9]{13}$/.test(code)) return 'medicine'
  if (/^[A-Z]{4}[0-9]{3}/.test(code)) return 'ccam'
  return letters.some(({ key }) => key === code) ? 'ngap' : 'free'
}

export function takesCoefficient(code: string): boolean {
  return letters.some((row) => row.key === code && row.takesCoefficient === true)
}

/** The fields that this code asks for, in their order. */
export function fieldsOf(code: string): DraftField[] {
  const kind = kindOfCode(code)
  return [
    'code',
    ...(takesCoefficient(code) ? (['coefficient'] as const) : []),
    ...(kind === 'medicine' ? (['rateClass'] as const) : []),
    ...(kind === 'free' && code !== '' ? (['label'] as const) : []),
    'quantity',
    'price',
    ...(kind === 'free' ? [] : (['excess'] as const)),
  ]
}

/** The price of the table for what is typed so far; undefined where none is known. */
export function offeredPrice({ code, coefficient }: ActDraft, day: string) {
  if (!takesCoefficient(code)) return offeredTariff(code, day)
  const hundredths = readHundredths(coefficient)
  return hundredths === undefined ? undefined : offeredTariff(code, day, hundredths)
}

/** The line that is typed, or the first field that does not read. Whether it may be billed is `checkActs`' word. */
export function readAct(
  draft: ActDraft,
): { readonly line: ActLine } | { readonly not: DraftField } {
  const code = draft.code
  if (code === '') return { not: 'code' }
  const unitCents = readHundredths(draft.price)
  const excess = draft.excess.trim() === '' ? 0 : readHundredths(draft.excess)
  const quantity = /^[0-9]{1,2}$/.test(draft.quantity) ? Number(draft.quantity) : undefined
  const coefficient = readHundredths(draft.coefficient)
  const rateClass = rateClasses.find((each) => String(each) === draft.rateClass)
  const label = draft.label.trim()
  const kind = kindOfCode(code)
  if (takesCoefficient(code) && coefficient === undefined) return { not: 'coefficient' }
  if (kind === 'medicine' && rateClass === undefined) return { not: 'rateClass' }
  if (kind === 'free' && label === '') return { not: 'label' }
  if (quantity === undefined) return { not: 'quantity' }
  if (unitCents === undefined) return { not: 'price' }
  if (excess === undefined || excess > unitCents) return { not: 'excess' }
  const common = {
    code,
    quantity,
    unitCents,
    ...(excess > 0 && { tariffCents: unitCents - excess }),
  }
  switch (kind) {
    case 'ngap':
      return {
        line: {
          kind,
          ...common,
          ...(takesCoefficient(code) && coefficient !== undefined
            ? { coefficientHundredths: coefficient }
            : {}),
        },
      }
    case 'medicine':
      return { line: { kind, ...common, rateClass: rateClass ?? 0 } }
    case 'ccam':
      return { line: { kind, ...common } }
    case 'free':
      return { line: { kind, code, quantity, unitCents, label } }
  }
}

/** "30", "30,5", "4.50 €" as hundredths; undefined for anything else. */
export function readHundredths(text: string): number | undefined {
  const [, whole, rest = ''] = /^\s*([0-9]{1,5})(?:[.,]([0-9]{1,2}))?\s*€?\s*$/.exec(text) ?? []
  return whole === undefined ? undefined : Number(whole) * 100 + Number(rest.padEnd(2, '0'))
}

/** Hundredths as one types them: 30,00. */
export function writeHundredths(hundredths: number): string {
  return `${Math.floor(hundredths / 100)},${String(hundredths % 100).padStart(2, '0')}`
}
