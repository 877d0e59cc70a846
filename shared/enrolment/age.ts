/** Full years at `now` (UTC) of somebody born YYYY-MM-DD. A month or day that does not exist counts as the end of the year. */
export function ageAt(birthDate: string, now: Date): number {
  const [year = 0, month = 0, day = 0] = birthDate.split('-').map(Number)
  const isReal = month >= 1 && month <= 12 && day >= 1
  const [birthMonth, birthDay] = isReal ? [month, day] : [12, 31]
  const hasPassed =
    now.getUTCMonth() + 1 > birthMonth ||
    (now.getUTCMonth() + 1 === birthMonth && now.getUTCDate() >= birthDay)
  return now.getUTCFullYear() - year - (hasPassed ? 0 : 1)
}
