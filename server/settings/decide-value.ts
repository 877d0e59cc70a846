/** Everything wrong with the settings, in one list a person can act on. Names variables, never their values. */
export class SettingsProblem extends Error {
  override readonly name = 'SettingsProblem'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The settings do not hold:\n${problems.map((each) => `  - ${each}`).join('\n')}`)
    this.problems = problems
  }
}

/** Gathers what is wrong, so that a person mends it in one go. */
export class Problems {
  readonly #found: string[] = []

  add(problem: string): void {
    this.#found.push(problem)
  }

  get count(): number {
    return this.#found.length
  }

  throwIfAny(): void {
    if (this.#found.length > 0) throw new SettingsProblem(this.#found)
  }
}

interface Range {
  readonly least: number
  readonly most: number
  readonly else: number
}

/** A whole number within bounds, or the default when none is given. */
export function number(
  problems: Problems,
  name: string,
  given: string | undefined,
  range: Range,
): number {
  if (given === undefined) return range.else
  const value = Number(given)
  if (/^\d{1,9}$/.test(given) && value >= range.least && value <= range.most) return value
  problems.add(`${name} must be a whole number from ${range.least} to ${range.most}`)
  return range.else
}

/** One of a closed list of words, or the default when none is given. */
export function oneOf<const V extends string>(
  problems: Problems,
  name: string,
  given: string | undefined,
  allowed: readonly V[],
  otherwise: V,
): V {
  if (given === undefined) return otherwise
  const found = allowed.find((each) => each === given)
  if (found === undefined) problems.add(`${name} must be one of ${allowed.join(', ')}`)
  return found ?? otherwise
}

/** A text that has to be given; '' beside the problem noted otherwise. */
export function required(problems: Problems, name: string, given: string | undefined): string {
  if (given === undefined) problems.add(`${name} is needed in production`)
  return given ?? ''
}

/** An address of one of these protocols, as given. */
export function addressOf(
  problems: Problems,
  name: string,
  given: string | undefined,
  protocols: readonly string[],
): string {
  const address = required(problems, name, given)
  if (!address) return ''
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url && protocols.includes(url.protocol)) return address
  problems.add(`${name} must be an address that begins with ${protocols.join('// or ')}//`)
  return ''
}

/** An https origin without path: `https://carte.example.fr`. */
export function httpsOrigin(problems: Problems, name: string, given: string | undefined): string {
  const address = addressOf(problems, name, given, ['https:'])
  if (!address) return ''
  const { origin, hostname } = new URL(address)
  if (address.replace(/\/$/, '') !== origin) {
    problems.add(`${name} must be an origin and nothing more, such as ${origin}`)
  }
  if (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^[\d.]+$|^\[/.test(hostname)
  ) {
    problems.add(`${name} must name a public host`)
  }
  return origin
}
