import { type IdentityTrait, identityTraits } from './enrolment.ts'

/** What the machine-readable zone of a document tells; undefined where it does not, or where it does not check. */
export interface MrzTraits {
  readonly familyName: string | undefined
  readonly givenNames: string | undefined
  /** YYMMDD, with `<` for what is unknown */
  readonly birthDate: string | undefined
  /** a document may leave it open */
  readonly sex: 'male' | 'female' | 'unspecified' | undefined
  /** whether its field of names is full, so that the last of them may be cut */
  readonly isCut: boolean
}

/** Civil status as the registry has it; `birthDate` is YYYY-MM-DD. */
interface RegisteredTraits {
  readonly familyName: string
  readonly givenNames: string
  readonly birthDate: string
  readonly sex: 'male' | 'female'
}

/**
 * The traits that do not agree between a document's machine-readable zone (ICAO Doc 9303-3, sections 4.6 and 6) and the
 * registry, in the order they are shown. The zone knows A to Z alone, joins names without saying where the first ends, and
 * cuts what is too long; a hyphen, an apostrophe and a blank may each have become a filler or nothing. A sex left open
 * agrees; a trait that could not be read does not.
 */
export function compareTraits(mrz: MrzTraits, ours: RegisteredTraits): IdentityTrait[] {
  const agrees: Record<IdentityTrait, boolean> = {
    familyName: isSameFamilyName(mrz, ours.familyName),
    givenNames: isSameFirstName(mrz, ours.givenNames),
    birthDate: mrz.birthDate?.replaceAll('<', '0') === shortDate(ours.birthDate),
    sex: mrz.sex === 'unspecified' || mrz.sex === ours.sex,
  }
  return identityTraits.filter((trait) => !agrees[trait])
}

/** The ways a name may be written in the zone: accents dropped, or spelt out as section 6 allows. */
export function mrzSpellings(name: string): readonly string[] {
  const upper = name.toLocaleUpperCase('fr').normalize('NFC')
  const spelt = upper.replace(/[ÄÅÖØÜÑÞẞÆŒIJÐĐŁ]/g, (letter) => speltOut[letter] ?? letter)
  return [...new Set([plain(upper), plain(spelt)])]
}

function plain(upper: string): string {
  return upper
    .replace(/[ŒÆẞÞØÐĐŁIJ]/g, (letter) => joined[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Z]+/g, '<')
    .replace(/^<|<$/g, '')
}

const joined: Readonly<Record<string, string>> = {
  Œ: 'OE',
  Æ: 'AE',
  ẞ: 'SS',
  Þ: 'TH',
  Ø: 'OE',
  Ð: 'D',
  Đ: 'D',
  Ł: 'L',
  IJ: 'IJ',
}
const speltOut: Readonly<Record<string, string>> = {
  Ä: 'AE',
  Å: 'AA',
  Ö: 'OE',
  Ü: 'UE',
  Ñ: 'NXX',
}

function isSameFamilyName({ familyName, isCut }: MrzTraits, ours: string): boolean {
  if (familyName === undefined) return false
  const [theirs = ''] = mrzSpellings(familyName).map(letters)
  return mrzSpellings(ours)
    .map(letters)
    .some((name) => theirs !== '' && (name === theirs || (isCut && name.startsWith(theirs))))
}

/** The registry's first given name, a compound one as a whole, must begin the zone's. */
function isSameFirstName({ givenNames, isCut }: MrzTraits, ours: string): boolean {
  if (givenNames === undefined) return false
  const theirs = (mrzSpellings(givenNames)[0] ?? '').split('<')
  const [first = ''] = ours.trim().split(/[\s,]+/)
  return mrzSpellings(first).some((spelling) => {
    const words = spelling.split('<')
    const whole = letters(spelling)
    return (
      whole !== '' &&
      (begins(theirs, words, isCut) || theirs[0] === whole || (isCut && isCutOff(theirs, whole)))
    )
  })
}

function begins(theirs: readonly string[], words: readonly string[], isCut: boolean): boolean {
  return words.every((word, at) => {
    const other = theirs[at]
    if (other === undefined) return isCut && at > 0
    const mayBeCut = isCut && at === theirs.length - 1
    return other === word || (mayBeCut && other !== '' && word.startsWith(other))
  })
}

/** One name alone that had no room. */
function isCutOff(theirs: readonly string[], whole: string): boolean {
  return theirs.length === 1 && theirs[0] !== '' && whole.startsWith(theirs[0] ?? '')
}

function letters(spelling: string): string {
  return spelling.replaceAll('<', '')
}

function shortDate(date: string): string {
  return date.slice(2).replaceAll('-', '')
}
