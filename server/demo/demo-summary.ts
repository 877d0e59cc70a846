import { inventedProfessionals } from '../identity/invented-professionals.ts'
import type { InventedPerson } from '../registry/invented-people.ts'
import type { Settings } from '../settings/settings.ts'
import { peopleTable, type TerminalLanguage } from './people-table.ts'

/** What whoever starts the demonstration needs to know, for a terminal. */
export function demoSummary(
  { origins, dataFolder }: Pick<Settings, 'origins' | 'dataFolder'>,
  people: readonly InventedPerson[],
  language: TerminalLanguage,
): string {
  return `
Étui, démonstration / demonstration

  Commencer ici / start here       ${origins.card}/demo
  La carte / the card              ${origins.card}
  Le comptoir / the counter        ${origins.counter}
  La console / the console         ${origins.console}
  Les courriels / the e-mails      ${origins.card}/demo/outbox

Assurés inventés / invented insured people

${peopleTable(people, language)}

Professionnels inventés / invented professionals

${professionalsTable(language)}

Données / data: ${dataFolder}. Ctrl-C pour arrêter / to stop.
`
}

function professionalsTable(language: TerminalLanguage): string {
  return inventedProfessionals
    .map(({ givenName, familyName, shows }) => {
      const name = `${givenName} ${familyName}`
      return `  ${name}${' '.repeat(Math.max(0, 28 - [...name].length))}   ${shows[language]}`
    })
    .join('\n')
}
