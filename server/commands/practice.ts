import { counterStore } from '../counter/counter-store.ts'
import { machineClock } from '../clock.ts'
import { clientByCommand, readClientCommand } from '../practice/client-command.ts'
import { clientStore } from '../practice/client-store.ts'
import { settingsOf, withDatabase } from './beside.ts'
import { Misuse, type Terminal } from './command.ts'

/** As many as one reads through. */
const mostCounters = 100

/** Finds workstations by a text. */
export async function counters(
  [text = '', ...more]: readonly string[],
  terminal: Terminal,
): Promise<string> {
  if (more.length > 0) throw new Misuse('Give one text to look for, in quotes.')
  return withDatabase(settingsOf(terminal), async (database) => {
    const found = await counterStore(database).search(text, mostCounters)
    if (found.length === 0) return 'No workstation of that name.'
    return found
      .map(({ counterId, organisation, name }) => `${counterId}  ${organisation}  ${name}`)
      .join('\n')
  })
}

/** Lets a program act for a professional, lists those that may, or takes one's access away. */
export async function client(args: readonly string[], terminal: Terminal): Promise<string> {
  const command = readClientCommand(args)
  if (!command) {
    throw new Misuse(
      'Say client add --counter ID --name NAME --key FILE, client list or client revoke ID.',
    )
  }
  const settings = settingsOf(terminal)
  return withDatabase(settings, (database) =>
    clientByCommand(command, {
      clients: clientStore(database),
      clock: machineClock,
      counterOrigin: settings.origins.counter,
    }),
  )
}
