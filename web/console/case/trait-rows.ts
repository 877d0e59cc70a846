import { parse, type ParseResult } from 'mrz'
import type { IdentityTrait } from '@etui/shared/enrolment/enrolment.ts'
import { identityTraits } from '@etui/shared/enrolment/enrolment.ts'
import type { Case } from '@etui/shared/wire/case.ts'
import { type Letters, markLetters } from './mark-letters.ts'

/** One trait as the document and as the registry have it. */
export interface TraitRow {
  readonly trait: IdentityTrait
  readonly document: readonly Letters[]
  readonly registry: readonly Letters[]
  readonly isDiffering: boolean
  /** letters by which a name differs; absent for what is not spelt */
  readonly letters?: number
  /** the same as the registry has it, but its check digit does not fit: it counts for nothing */
  readonly isUnchecked?: true
}

export interface DocumentLines {
  readonly rows: readonly TraitRow[]
  /** check digits that fit, and how many there are */
  readonly keys?: { readonly right: number; readonly all: number }
  /** YYMMDD, as the zone has it */
  readonly expires?: string
}

/**
 * What the document's machine-readable zone says beside the registry. Whether a trait differs is the server's word
 * (`differing`), which knows how names are written in the zone; here it is only shown where. Of somebody the registry does
 * not know everything differs, and nothing is marked.
 */
export function documentLines({ mrz, registry, differing }: Case): DocumentLines {
  const read = mrz && tryParse(mrz)
  const { lastName, firstName, birthDate, sex } = read?.fields ?? {}
  const pairs: Record<IdentityTrait, readonly [string, string]> = {
    familyName: [lastName ?? '', registry?.familyName.toUpperCase() ?? ''],
    givenNames: [firstName ?? '', registry?.givenNames.toUpperCase() ?? ''],
    birthDate: [zoneDate(birthDate ?? ''), registryDate(registry?.birthDate ?? '')],
    sex: [sexes[sex ?? ''] ?? '', sexes[registry?.sex ?? ''] ?? ''],
  }
  const rows = identityTraits.map((trait) => {
    const isDiffering = !registry || (differing?.includes(trait) ?? false)
    const isMarked = isDiffering && registry !== undefined
    const row = { ...rowOf(trait, pairs[trait], isMarked), isDiffering }
    const isSameDate = trait === 'birthDate' && birthDate === zoneForm(registry?.birthDate ?? '')
    return row.isDiffering && isSameDate ? { ...row, isUnchecked: true as const } : row
  })
  if (!read) return { rows }
  const keys = read.details.filter(({ field }) => field?.endsWith('CheckDigit'))
  const expires = read.fields.expirationDate
  return {
    rows,
    keys: { right: keys.filter(({ valid }) => valid).length, all: keys.length },
    ...(expires && { expires }),
  }
}

function rowOf(
  trait: IdentityTrait,
  [document, registry]: readonly [string, string],
  isDiffering: boolean,
): TraitRow {
  const isName = trait === 'familyName' || trait === 'givenNames'
  if (!isDiffering || !isName || registry === '') {
    const whole = (text: string) => (text === '' ? [] : [{ text, isMarked: isDiffering }])
    return { trait, document: whole(document), registry: whole(registry), isDiffering }
  }
  const marked = markLetters(document, registry)
  const { differing: letters, ...sides } = marked
  return { trait, ...sides, isDiffering, letters }
}

const sexes: Readonly<Record<string, string>> = { female: 'F', male: 'M', nonspecified: 'X' }

/** YYMMDD as DD/MM/YY: the zone does not tell the century. */
function zoneDate(date: string): string {
  return date.replace(/^(..)(..)(..)$/, '$3/$2/$1')
}

/** YYYY-MM-DD as YYMMDD. */
function zoneForm(date: string): string {
  return date.slice(2).replaceAll('-', '')
}

function registryDate(date: string): string {
  return date.replace(/^(....)-(..)-(..)$/, '$3/$2/$1')
}

function tryParse(lines: readonly string[]): ParseResult | undefined {
  try {
    return parse([...lines])
  } catch {
    // The package throws for a form it does not know; the lines are shown as they are.
    return undefined
  }
}
