/**
 * Whether a secret code of six digits is one a thief tries first: a digit, a pair or a triple repeated, digits that climb
 * or fall one by one, or the holder's birth date in one of its usual forms. `birthDate` is YYYY-MM-DD.
 */
export function isTrivialCode(code: string, birthDate: string | null): boolean {
  return isRepeated(code) || isStair(code) || (birthDate !== null && isBirthDate(code, birthDate))
}

function isRepeated(code: string): boolean {
  return [1, 2, 3].some((length) => code === code.slice(0, length).repeat(6 / length))
}

function isStair(code: string): boolean {
  const steps = new Set<number>()
  for (let at = 1; at < code.length; at++) {
    steps.add((Number(code[at]) - Number(code[at - 1]) + 10) % 10)
  }
  return steps.size === 1 && (steps.has(1) || steps.has(9))
}

function isBirthDate(code: string, birthDate: string): boolean {
  const [year = '', month = '', day = ''] = birthDate.split('-')
  const short = year.slice(2)
  return [
    day + month + short,
    month + day + short,
    short + month + day,
    short + day + month,
    year + month,
    month + year,
    year + day,
    day + year,
  ].includes(code)
}
