import type { Nir } from './nir.ts'

/** The groups people write and say: sex, year, month, department, commune, order, key. */
function nirGroups(nir: Nir): readonly string[] {
  const ends = [1, 3, 5, 7, 10, 13, 15]
  return ends.map((end, group) => nir.slice(ends[group - 1] ?? 0, end))
}

/** As printed on the plastic card: `2 84 19 57 511 500 59`. */
export function formatNir(nir: Nir): string {
  return nirGroups(nir).join(' ')
}

/** Enough to recognise one's own number and no more: `2 84 19 •• ••• ••• ••`. */
export function maskNir(nir: Nir): string {
  return nirGroups(nir)
    .map((group, place) => (place < 3 ? group : '•'.repeat(group.length)))
    .join(' ')
}

/**
 * For a voice: `2, 84, 19, 57, 511, 500, clé 59`. A group is said as one number, as people do, but for its leading
 * zeros and Corsica's letter, which a voice would lose: `0 5`, `2 A`. In English each digit is said alone.
 */
export function spokenNir(nir: Nir, language: 'fr' | 'en'): string {
  const groups = nirGroups(nir)
  const spoken = groups.map((group) => (language === 'en' ? [...group].join(' ') : inFrench(group)))
  const key = spoken.pop() ?? ''
  return `${spoken.join(', ')}, ${language === 'en' ? 'key' : 'clé'} ${key}`
}

function inFrench(group: string): string {
  if (/[AB]$/.test(group)) return [...group].join(' ')
  const zeros = group.length - group.replace(/^0+(?=[0-9])/, '').length
  return [...'0'.repeat(zeros), String(Number(group))].join(' ')
}
