import { inventedAgents } from '../identity/invented-agents.ts'
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

${otherWays[language](origins.console, inventedAgents[0]?.name ?? '')}

Assurés inventés / invented insured people

${peopleTable(people, language)}

Professionnels inventés / invented professionals

${namesTable(professionals, language)}

Agents inventés / invented agents

${namesTable(inventedAgents, language)}

Données / data: ${dataFolder}. Ctrl-C pour arrêter / to stop.
`
}

const professionals = inventedProfessionals.map(({ givenName, familyName, shows }) => ({
  name: `${givenName} ${familyName}`,
  shows,
}))

const otherWays = {
  fr: (
    consoleAt: string,
    agent: string,
  ) => `Sans France Identité : choisissez sur la carte « Vérifier par vidéo » ou « Aller au guichet »,
puis répondez comme ${agent} à la console, ${consoleAt}.`,
  en: (
    consoleAt: string,
    agent: string,
  ) => `Without France Identité: choose “Check by video” or “Go to a desk” on the card,
then answer as ${agent} at the console, ${consoleAt}.`,
} as const satisfies Record<TerminalLanguage, unknown>

interface Named {
  readonly name: string
  readonly shows: Readonly<Record<TerminalLanguage, string>>
}

function namesTable(people: readonly Named[], language: TerminalLanguage): string {
  return people
    .map(({ name, shows }) => {
      return `  ${name}${' '.repeat(Math.max(0, 28 - [...name].length))}   ${shows[language]}`
    })
    .join('\n')
}
