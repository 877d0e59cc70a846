import { Refusal } from '../../refusal.ts'

/**
 * How well a row is known, as DOMAIN.md marks it: A a legal text or an official source, B several press sources that
 * agree, C one source or sources in conflict, D common knowledge that nobody has checked. C and D are never asserted:
 * whoever shows them says so.
 */
export type Confidence = 'A' | 'B' | 'C' | 'D'

/** Whether what rests on a row is to be told as not checked. */
export function isUnconfirmed({ confidence }: { readonly confidence?: Confidence }): boolean {
  return confidence === 'C' || confidence === 'D'
}

/**
 * A rule of money with the days it holds, YYYY-MM-DD, both included; without `to` it holds until further notice. The day
 * is the day of care. Nothing before 2024 is billed here: a row from 2024-01-01 may well be older.
 */
export interface DatedRow<Key extends string = string> {
  readonly key: Key
  readonly from: string
  readonly to?: string
  readonly confidence: Confidence
  readonly source: string
  readonly note?: string
}

/** The row of a key on a day; undefined where there is none. */
export function rowAt<Row extends DatedRow>(
  rows: readonly Row[],
  key: Row['key'],
  day: string,
): Row | undefined {
  return rows.find(
    (row) => row.key === key && row.from <= day && (row.to === undefined || day <= row.to),
  )
}

/** The row of a key on a day; refuses with `care-day` where no rule of that day is known. */
export function needRowAt<Row extends DatedRow>(
  rows: readonly Row[],
  key: Row['key'],
  day: string,
): Row {
  const row = rowAt(rows, key, day)
  if (!row) throw new Refusal('care-day', { day })
  return row
}

/** Whether a text is a day of the calendar, YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
