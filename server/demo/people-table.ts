import { formatNir } from '../../shared/nir/nir-text.ts'
import { parseNir } from '../../shared/nir/nir.ts'
import type { InventedPerson } from '../registry/invented-people.ts'

/** The demonstration's people for a terminal: number, birth date, name, and what is special. */
export function peopleTable(people: readonly InventedPerson[]): string {
  const rows = people.map(({ nir, traits, shows }) => ({
    nir: formatNir(parseNir(nir, { allowDemonstration: true })),
    birthDate: traits.birthDate,
    name: `${traits.givenNames.split(',')[0] ?? ''} ${traits.familyName}`,
    special: `${shows.fr} / ${shows.en}`,
  }))
  const width = Math.max(...rows.map(({ name }) => [...name].length))
  return rows
    .map(({ nir, birthDate, name, special }) => {
      const padded = name + ' '.repeat(width - [...name].length)
      return `  ${nir}   ${birthDate}   ${padded}   ${special}`
    })
    .join('\n')
}
