import { Refusal } from '../refusal.ts'
import { type ActLine, type NgapLine, rateClasses } from './act.ts'
import { checkMedicineCode } from './medicine-code.ts'
import { isDay, needRowAt } from './tables/dated-row.ts'
import type { Nature } from './tables/nature.ts'
import { exemptions } from './tables/raised-rates.ts'
import { type InvoiceTables, invoiceTables } from './tables/tables.ts'

const mostLines = 99
const mostQuantity = 99
/** 99 999.99 euros: 99 lines of 99 stay exact. */
const mostCents = 9_999_999
const mostHundredths = 99_999
const longestLabel = 80
const ccam = /^[A-Z]{4}[0-9]{3}(-[0-9](-[0-9])?)?$/

/** A line that may be billed, with what it is for its money; without a nature it is not refunded. */
export interface CheckedAct {
  readonly line: ActLine
  readonly nature: Nature | undefined
  /** added to an act rather than one itself */
  readonly isSupplement: boolean
}

/** Who bills, and for which day of care. */
export interface ActContext {
  /** YYYY-MM-DD */
  readonly day: string
  /** DOMAIN.md 5.1: 10 doctor, 21 pharmacist, 40 dentist, 50 midwife, 60 nurse, 70 physiotherapist... */
  readonly professionCode: string
}

/**
 * Checks the lines of an invoice and tells the nature of each. Refuses, by the first line at fault (fact `line`, from 1):
 * `care-day`, `invoice-lines` (none or more than 99, fact `most`), `act-field` (fact `field`: a number, a label, an
 * exemption or a class that cannot be), `act-unknown` (fact `kind`), `medicine-code` (fact `part`), `act-profession`.
 */
export function checkActs(
  lines: readonly ActLine[],
  context: ActContext,
  tables: InvoiceTables = invoiceTables,
): CheckedAct[] {
  if (!isDay(context.day)) throw new Refusal('care-day')
  if (lines.length < 1 || lines.length > mostLines) {
    throw new Refusal('invoice-lines', { most: mostLines })
  }
  return lines.map((line, index) => {
    checkFields(line, index + 1)
    return checkCode(line, index + 1, context, tables)
  })
}

function checkFields(line: ActLine, number: number): void {
  const refuse = (field: string) => new Refusal('act-field', { line: number, field })
  if (!isWithin(line.quantity, 1, mostQuantity)) throw refuse('quantity')
  if (!isWithin(line.unitCents, 0, mostCents)) throw refuse('unitCents')
  if (line.tariffCents !== undefined && !isWithin(line.tariffCents, 0, mostCents)) {
    throw refuse('tariffCents')
  }
  if (line.label === undefined ? line.kind === 'free' : !isLabel(line.label)) throw refuse('label')
  if (line.exemption !== undefined && !exemptions.includes(line.exemption)) {
    throw refuse('exemption')
  }
  if (line.kind === 'medicine' && !rateClasses.includes(line.rateClass)) throw refuse('rateClass')
  if (line.kind === 'ngap' && line.coefficientHundredths !== undefined) {
    if (!isWithin(line.coefficientHundredths, 1, mostHundredths)) throw refuse('coefficient')
  }
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function isLabel(label: string): boolean {
  return label.trim() !== '' && label.length <= longestLabel && !/\p{Cc}/u.test(label)
}

function checkCode(
  line: ActLine,
  number: number,
  { day, professionCode }: ActContext,
  tables: InvoiceTables,
): CheckedAct {
  switch (line.kind) {
    case 'ngap':
      return checkLetter(line, number, { day, professionCode }, tables)
    case 'ccam': {
      if (!ccam.test(line.code)) throw unknown(number, 'ccam')
      const nature = technicalNatures.get(professionCode)
      if (!nature) throw new Refusal('act-profession', { line: number })
      return { line, nature, isSupplement: false }
    }
    case 'medicine': {
      checkMedicineCode(line.code, { line: number })
      if (!dispensers.has(professionCode)) throw new Refusal('act-profession', { line: number })
      const nature = line.rateClass === 0 ? undefined : (`medicine-${line.rateClass}` as const)
      return { line, nature, isSupplement: false }
    }
    case 'free':
      if (!/^[A-Z0-9]{1,13}$/.test(line.code)) throw unknown(number, 'free')
      return { line, nature: undefined, isSupplement: false }
    default:
      // A kind from elsewhere that the types did not stop.
      throw unknown(number, 'unknown')
  }
}

/** What a technical act is depends on who does it. */
const technicalNatures: ReadonlyMap<string, Nature> = new Map([
  ['10', 'medical'],
  ['40', 'dental'],
  ['50', 'midwifery'],
])

/** Pharmacists, and the doctors who dispense where there is no pharmacy. */
const dispensers: ReadonlySet<string> = new Set(['10', '21'])

function checkLetter(
  line: NgapLine,
  number: number,
  { day, professionCode }: ActContext,
  tables: InvoiceTables,
): CheckedAct {
  if (!tables.letters.some(({ key }) => key === line.code)) throw unknown(number, 'ngap')
  const row = needRowAt(tables.letters, line.code, day)
  if (row.professions && !row.professions.includes(professionCode)) {
    throw new Refusal('act-profession', { line: number })
  }
  if ((line.coefficientHundredths !== undefined) !== (row.takesCoefficient === true)) {
    throw new Refusal('act-field', { line: number, field: 'coefficient' })
  }
  return { line, nature: row.nature, isSupplement: row.isSupplement === true }
}

function unknown(line: number, kind: string): Refusal {
  return new Refusal('act-unknown', { line, kind })
}
