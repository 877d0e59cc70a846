import { Refusal } from '@etui/shared/refusal.ts'
import { problems } from '@etui/shared/wire/problem.ts'
import { AuditBroken } from './audit/audit-command.ts'
import { blockReasons } from './block/block.ts'
import { NothingBlocked } from './block/block-command.ts'
import { machineClock } from './clock.ts'
import { block } from './commands/block.ts'
import { type Command, Misuse, type Terminal } from './commands/command.ts'
import { client, counters } from './commands/practice.ts'
import { tag } from './commands/tag.ts'
import { migrate, reportRetention, rotateKeys, verifyAudit } from './commands/upkeep.ts'
import { DatabaseHeld } from './db/sole-process.ts'
import { peopleTable, terminalLanguage } from './demo/people-table.ts'
import { KeysProblem } from './keys/keys.ts'
import { KeyFileProblem } from './practice/client-command.ts'
import { inventedPeople } from './registry/invented-people.ts'
import { SettingsProblem } from './settings/decide-value.ts'

const help = `pnpm etui <command>

  block [--nir NUMBER | --person ID] --reason REASON   suspend a card: can be undone for a day
        --final                                        block it for good
        --lift                                         take a suspension back
      Without --nir and --person the number is asked for, and stays out of the shell's history.
      Reasons: ${blockReasons.join(', ')}
  keys rotate issuer|status|group    make a new key; a running server takes it within a minute
  audit verify [FILE]                compute the log of agents' acts anew and check its signed heads,
                                     and those of a file fetched from /audit-heads at another time
  retention report                   what is held of checks, desks and corrections, what was deleted,
                                     and that nothing is overdue; exits 1 when something is
  tag --counter ID                   the link and the NDEF message of a counter's tag, for any NFC writer
        --chip                       for an NTAG 424 DNA: draws its keys, and tells them once
        --out FILE                   writes the message, too
  counters [TEXT]                    workstations by their name or their organisation's, with the ids that
                                     tag and client ask for
  client add --counter ID --name NAME --key FILE
                                     lets a program act for a counter's professional, as docs/practice-software.md
                                     says; FILE is its public key, PEM
        --scope "readings invoices"  how far: both, unless told otherwise
  client list                        the programs that may, and might
  client revoke ID                   takes a program's access away at once
  people                             the demonstration's people
  migrate                            bring the tables up to date
  help                               this

Works beside a running server, with the same settings (ETUI_DATA, ETUI_DATABASE_URL, ...).
`

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['help', async () => help],
  [
    'people',
    async (_args, { env }) => peopleTable(inventedPeople(machineClock()), terminalLanguage(env)),
  ],
  ['migrate', migrate],
  ['keys', rotateKeys],
  ['audit', verifyAudit],
  ['retention', reportRetention],
  ['block', block],
  ['counters', counters],
  ['client', client],
  ['tag', tag],
])

/** Runs one command; answers the process's exit code. A number typed here is written nowhere. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const [name = 'help', ...rest] = args
    const command = commands.get(isHelp(name) ? 'help' : name)
    if (!command) throw new Misuse(`There is no command ${name}.`)
    const outcome = await command(rest, terminal)
    const { text, exitCode } =
      typeof outcome === 'string' ? { text: outcome, exitCode: 0 } : outcome
    terminal.out.write(`${text.trimEnd()}\n`)
    return exitCode
  } catch (error) {
    const sentence = sentenceFor(error)
    if (sentence === undefined) throw error
    terminal.err.write(`${sentence}\n`)
    return error instanceof Misuse ? 2 : 1
  }
}

function isHelp(name: string): boolean {
  return name === '--help' || name === '-h'
}

/** What whoever typed it can mend, in a sentence; undefined for a fault of ours. */
function sentenceFor(error: unknown): string | undefined {
  if (error instanceof Misuse) return `${error.message} See: pnpm etui help`
  if (error instanceof Refusal) return `${problems[error.code][1]}.`
  const isTold =
    error instanceof SettingsProblem ||
    error instanceof KeysProblem ||
    error instanceof DatabaseHeld ||
    error instanceof NothingBlocked ||
    error instanceof KeyFileProblem ||
    error instanceof AuditBroken
  return isTold ? error.message : undefined
}

if (import.meta.main) {
  const { stdin, stdout, stderr, env } = process
  const terminal = { in: stdin, out: stdout, err: stderr, env }
  process.exitCode = await runCommand(process.argv.slice(2), terminal)
}
