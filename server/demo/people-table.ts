import { formatNir } from '@etui/shared/nir/nir-text.ts'
import { parseNir } from '@etui/shared/nir/nir.ts'
import type { InventedPerson } from '../registry/invented-people.ts'

export type TerminalLanguage = 'fr' | 'en'

/** The language whoever typed the command has set, French or else English (POSIX, 8.2). */
export function terminalLanguage(
  env: Readonly<Record<string, string | undefined>>,
): TerminalLanguage {
  const told = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  return told.startsWith('fr') ? 'fr' : 'en'
}

/** The demonstration's people for a terminal: number, birth date, name, and what is special. */
export function peopleTable(people: readonly InventedPerson[], language: TerminalLanguage): string {
  const rows = people.map(({ nir, traits, shows }) => ({
    nir: formatNir(parseNir(nir, { allowDemonstration: true })),
    birthDate: traits.birthDate,
    name: `${traits.givenNames.split(',')[0] ?? ''} ${traits.familyName}`,
    special: shows[language],
  }))
  const width = Math.max(...rows.map(({ name }) => [...name].length))
  return rows
    .map(({ nir, birthDate, name, special }) => {
      const padded = name + ' '.repeat(width - [...name].length)
      return `  ${nir}   ${birthDate}   ${padded}   ${special}`
    })
    .join('\n')
}
