/**
 * Somebody's age in full years on a day, YYYY-MM-DD; 0 before birth. The birth date is a number YYYYMMDD, as a card says it:
 * month or day may be impossible, and whoever has no birthday turns older with the year or the month.
 */
export function fullYears(birthDate: number, day: string): number {
  return Math.max(0, Math.floor((Number(day.replaceAll('-', '')) - birthDate) / 10_000))
}
