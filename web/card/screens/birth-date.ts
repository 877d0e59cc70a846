/**
 * A birth date as typed in French order (12/03/1984, 12 3 1984, 12031984) to YYYY-MM-DD; nothing when it cannot be one. A
 * month or a day that no calendar has is kept: some people's papers say so.
 */
export function readBirthDate(typed: string): string | undefined {
  const found = /^\s*(\d{1,2})[\s/.-]?(\d{1,2})[\s/.-]?(\d{4})\s*$/.exec(typed)
  if (!found) return undefined
  const [, day = '', month = '', year = ''] = found
  if (year < '1850' || year > '2150') return undefined
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
