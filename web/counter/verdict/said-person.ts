import { formatNir } from '@etui/shared/nir/nir-text.ts'
import type { Nir } from '@etui/shared/nir/nir.ts'
import type { CardPerson } from '@etui/shared/wire/counter.ts'

/** A number in the groups people read aloud. A card's number has 15 characters; its key is the issuer's duty. */
export function groupNir(nir: string): string {
  // Only its length matters to the groups, and a verified card cannot have another.
  return formatNir(nir as Nir)
}

/** Whole years at `now`; undefined where the birth date names no real day. `birthDate` is YYYYMMDD. */
export function ageOf({ birthDate }: Pick<CardPerson, 'birthDate'>, now: Date): number | undefined {
  const [year, month, day] = [
    Math.floor(birthDate / 10_000),
    Math.floor(birthDate / 100) % 100,
    birthDate % 100,
  ]
  const born = new Date(Date.UTC(year, month - 1, day))
  const isReal = born.getUTCMonth() === month - 1 && born.getUTCDate() === day
  if (!isReal) return undefined
  const isBefore =
    now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < day)
  return now.getFullYear() - year - (isBefore ? 1 : 0)
}

/** The key of a quality's name: 0 insured, 2 spouse, 6 child, others dependants. */
export function qualityKey(
  quality: number,
): 'person.insured' | 'person.spouse' | 'person.child' | 'person.other' {
  if (quality === 0) return 'person.insured'
  if (quality === 2) return 'person.spouse'
  return quality === 6 ? 'person.child' : 'person.other'
}
