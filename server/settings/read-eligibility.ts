import { readFileSync } from 'node:fs'
import type { Dated, EligibilityRules } from '@etui/shared/enrolment/eligibility.ts'
import type { Problems } from './decide-value.ts'

const name = 'ETUI_ELIGIBILITY'

/**
 * The insurer's rules from a file of JSON in the shape of `EligibilityRules`: four settings, each a list of values with the day
 * (YYYY-MM-DD, in France) from which it holds, in order. Whatever is wrong is added to the problems, a line each; answers undefined
 * then.
 */
export function readEligibility(problems: Problems, path: string): EligibilityRules | undefined {
  const given = readObject(problems, path)
  if (given === undefined) return undefined
  const before = problems.count
  for (const key of Object.keys(given).filter((each) => !settingNames.includes(each))) {
    problems.add(`${name}: “${key}” is not a rule`)
  }
  const rules = {
    holderAge: dated(problems, given, 'holderAge', isAge, 'a whole number from 12 to 21'),
    regimes: dated(problems, given, 'regimes', isListOf(/^\d\d$/), '"all" or a list of two digits'),
    departments: dated(
      problems,
      given,
      'departments',
      isListOf(/^(\d\d|2[AB]|9[78]\d)$/),
      '"all" or a list of codes such as "57", "2A", "974"',
    ),
    isGuardianshipTaken: dated(
      problems,
      given,
      'isGuardianshipTaken',
      (value) => typeof value === 'boolean',
      'true or false',
    ),
  }
  // What is of another type has been added to the problems above.
  return problems.count === before ? (rules as EligibilityRules) : undefined
}

const settingNames: readonly string[] = [
  'holderAge',
  'regimes',
  'departments',
  'isGuardianshipTaken',
] satisfies (keyof EligibilityRules)[]

function readObject(problems: Problems, path: string): Record<string, unknown> | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (isObject(read)) return read
    problems.add(`${name}: the file must hold one object`)
  } catch (error) {
    const isText = error instanceof SyntaxError
    problems.add(`${name}: ${isText ? 'the file is not JSON' : 'the file cannot be read'}`)
  }
  return undefined
}

function dated(
  problems: Problems,
  given: Record<string, unknown>,
  key: keyof EligibilityRules,
  isValue: (value: unknown) => boolean,
  wanted: string,
): Dated<unknown> {
  const list = given[key]
  if (!Array.isArray(list) || list.length === 0) {
    problems.add(`${name}: ${key} must be a list of { "from", "value" }`)
    return []
  }
  let last = ''
  for (const [index, each] of list.entries()) {
    const entry: unknown = each
    const where = `${name}: ${key}[${index}]`
    const { from, value } = isObject(entry) ? entry : {}
    if (typeof from !== 'string' || !isDay(from)) {
      problems.add(`${where}.from must be a day such as 2026-01-31`)
    } else {
      if (from <= last) problems.add(`${where}.from must be later than the one before`)
      last = from
    }
    if (!isValue(value)) problems.add(`${where}.value must be ${wanted}`)
  }
  return list
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A day that exists. */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && dayOf(at) === text
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function isAge(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 12 && Number(value) <= 21
}

function isListOf(shape: RegExp): (value: unknown) => boolean {
  return (value) =>
    value === 'all' ||
    (Array.isArray(value) &&
      value.every((each: unknown) => typeof each === 'string' && shape.test(each)))
}
