import { writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { Refusal } from '@etui/shared/refusal.ts'
import { problems } from '@etui/shared/wire/problem.ts'
import { AuditBroken, verifyByCommand } from './audit/audit-command.ts'
import { blockReasons, isBlockReason } from './block/block.ts'
import { blockByCommand, type BlockCommand, NothingBlocked } from './block/block-command.ts'
import { blockStore } from './block/block-store.ts'
import { deletionStore } from './check/deletion-store.ts'
import { filmsOf } from './check/films-of.ts'
import { retentionReport } from './check/retention-report.ts'
import { machineClock } from './clock.ts'
import { counterStore } from './counter/counter-store.ts'
import { openDatabase, openDatabaseBeside } from './db/open-database.ts'
import { DatabaseHeld } from './db/sole-process.ts'
import { deskEvidence } from './desk/desk-evidence.ts'
import { peopleTable, terminalLanguage } from './demo/people-table.ts'
import { addressOf } from './enrolment/tell-holder.ts'
import { openFileKeys } from './keys/file-keys.ts'
import { KeysProblem, type RotatedKey } from './keys/keys.ts'
import { mailStore } from './mail/mail-store.ts'
import { clientByCommand, KeyFileProblem, readClientCommand } from './practice/client-command.ts'
import { clientStore } from './practice/client-store.ts'
import { inventedPeople } from './registry/invented-people.ts'
import { registryOf } from './registry/registry-of.ts'
import { decideSettings } from './settings/decide-settings.ts'
import { SettingsProblem } from './settings/decide-value.ts'
import { readEnvironment } from './settings/environment.ts'
import { isDemo, type Settings } from './settings/settings.ts'
import { makeTag } from './tap/tag-command.ts'
import { tagStore } from './tap/tag-store.ts'

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

/** Where a command reads and writes. */
export interface Terminal {
  readonly in: Readable
  readonly out: Writable
  readonly err: Writable
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A command that was not understood. */
class Misuse extends Error {
  override readonly name = 'Misuse'
}

/** Runs one command; answers the process's exit code. A number typed here is written nowhere. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const say = (text: string) => void terminal.out.write(`${text.trimEnd()}\n`)
  try {
    const [command = 'help', ...rest] = args
    switch (command) {
      case 'help':
      case '--help':
      case '-h':
        say(help)
        return 0
      case 'people':
        say(peopleTable(inventedPeople(machineClock()), terminalLanguage(terminal.env)))
        return 0
      case 'migrate':
        say(await migrate(settingsOf(terminal)))
        return 0
      case 'keys':
        say(await rotate(rest, settingsOf(terminal)))
        return 0
      case 'audit':
        say(await audit(rest, settingsOf(terminal)))
        return 0
      case 'retention':
        return await retention(rest, settingsOf(terminal), say)
      case 'block':
        say(await block(rest, terminal))
        return 0
      case 'counters':
        say(await counters(rest, settingsOf(terminal)))
        return 0
      case 'client':
        say(await client(rest, settingsOf(terminal)))
        return 0
      case 'tag':
        say(await tag(rest, settingsOf(terminal)))
        return 0
      default:
        throw new Misuse(`There is no command ${command}.`)
    }
  } catch (error) {
    const sentence = sentenceFor(error)
    if (sentence === undefined) throw error
    terminal.err.write(`${sentence}\n`)
    return error instanceof Misuse ? 2 : 1
  }
}

function settingsOf({ env }: Terminal): Settings {
  return decideSettings(readEnvironment(env))
}

async function migrate(settings: Settings): Promise<string> {
  const database = await openDatabase(settings.database)
  await database.close()
  return 'The tables are up to date.'
}

async function rotate([verb, which]: readonly string[], settings: Settings): Promise<string> {
  if (verb !== 'rotate' || !isRotated(which)) {
    throw new Misuse('Say which key: keys rotate issuer|status|group')
  }
  const keys = await openFileKeys({ folder: settings.dataFolder, clock: machineClock })
  try {
    await keys.rotate(which)
  } finally {
    keys.close()
  }
  return `There is a new ${which} key. A running server uses it within a minute; the one before is still believed.`
}

/** Answers 1 when something is held longer than it may be. */
async function retention(
  [verb]: readonly string[],
  settings: Settings,
  say: (text: string) => void,
): Promise<number> {
  if (verb !== 'report') throw new Misuse('Say what: retention report')
  const keys = await openFileKeys({ folder: settings.dataFolder, clock: machineClock })
  const database = await openDatabaseBeside(settings.database)
  try {
    const report = await retentionReport({
      ...filmsOf({ settings, keys }),
      deletions: deletionStore(database),
      desk: deskEvidence(database),
      clock: machineClock,
    })
    say(report.text)
    return report.isKept ? 0 : 1
  } finally {
    await database.close()
    keys.close()
  }
}

function isRotated(which: string | undefined): which is RotatedKey {
  return which === 'issuer' || which === 'status' || which === 'group'
}

async function audit(
  [verb, file, ...more]: readonly string[],
  settings: Settings,
): Promise<string> {
  if (verb !== 'verify' || more.length > 0) throw new Misuse('That is not how audit is used.')
  const keys = await openFileKeys({ folder: settings.dataFolder, clock: machineClock })
  const database = await openDatabaseBeside(settings.database)
  try {
    return await verifyByCommand(file, { database, keys })
  } finally {
    await database.close()
    keys.close()
  }
}

async function block(args: readonly string[], terminal: Terminal): Promise<string> {
  const { act, reason, ...told } = readBlock(args)
  const whose = told.whose ?? { nir: await askNir(terminal) }
  const settings = settingsOf(terminal)
  const keys = await openFileKeys({ folder: settings.dataFolder, clock: machineClock })
  const database = await openDatabaseBeside(settings.database)
  try {
    const needs = {
      blocks: blockStore(database),
      mails: mailStore(database, keys),
      addressOf: async (registryId: string) =>
        addressOf(registryId, {
          registry: registryOf(settings, { database, keys, clock: machineClock }),
        }),
      origin: settings.origins.card,
      database,
      keys,
      clock: machineClock,
      isDemo: isDemo(settings),
    }
    return await blockByCommand({ whose, act, reason }, needs)
  } finally {
    await database.close()
    keys.close()
  }
}

type ToldBlock = Omit<BlockCommand, 'whose'> & { readonly whose?: BlockCommand['whose'] }

function readBlock(args: readonly string[]): ToldBlock {
  const { values } = parseBlock(args)
  const { nir, person, reason, final: isFinal, lift: isLifted } = values
  if (nir !== undefined && person !== undefined)
    throw new Misuse('Give --nir or --person, not both.')
  if (isFinal && isLifted) throw new Misuse('Give --final or --lift, not both.')
  if (reason === undefined || !isBlockReason(reason)) {
    throw new Misuse(`Give a --reason: ${blockReasons.join(', ')}`)
  }
  const act = isFinal ? 'final' : isLifted ? 'lift' : 'suspend'
  if (person !== undefined) return { act, reason, whose: { personId: person } }
  return { act, reason, ...(nir !== undefined && { whose: { nir } }) }
}

function parseBlock(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        nir: { type: 'string' },
        person: { type: 'string' },
        reason: { type: 'string' },
        final: { type: 'boolean' },
        lift: { type: 'boolean' },
      },
    })
  } catch {
    // parseArgs quotes what it met, which may be a number.
    throw new Misuse('That is not how block is used.')
  }
}

/** As many as one reads through. */
const mostCounters = 100

async function counters(
  [text = '', ...more]: readonly string[],
  settings: Settings,
): Promise<string> {
  if (more.length > 0) throw new Misuse('Give one text to look for, in quotes.')
  const database = await openDatabaseBeside(settings.database)
  try {
    const found = await counterStore(database).search(text, mostCounters)
    if (found.length === 0) return 'No workstation of that name.'
    return found
      .map(({ counterId, organisation, name }) => `${counterId}  ${organisation}  ${name}`)
      .join('\n')
  } finally {
    await database.close()
  }
}

async function client(args: readonly string[], settings: Settings): Promise<string> {
  const command = readClientCommand(args)
  if (!command) {
    throw new Misuse(
      'Say client add --counter ID --name NAME --key FILE, client list or client revoke ID.',
    )
  }
  const database = await openDatabaseBeside(settings.database)
  try {
    const counterOrigin = settings.origins.counter
    const clients = clientStore(database)
    return await clientByCommand(command, { clients, clock: machineClock, counterOrigin })
  } finally {
    await database.close()
  }
}

async function tag(args: readonly string[], settings: Settings): Promise<string> {
  const { counter: counterId, chip: isChip = false, out } = readTag(args)
  const keys = await openFileKeys({ folder: settings.dataFolder, clock: machineClock })
  const database = await openDatabaseBeside(settings.database)
  try {
    const tags = tagStore(database, keys)
    const needs = { tags, clock: machineClock, cardOrigin: settings.origins.card }
    const { message, text } = await makeTag({ counterId, isChip }, needs)
    if (out !== undefined) await writeFile(out, message, { mode: 0o600 })
    return text
  } finally {
    await database.close()
    keys.close()
  }
}

function readTag(args: readonly string[]) {
  const usage = 'Say which counter: tag --counter ID [--chip] [--out FILE]'
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        counter: { type: 'string' },
        chip: { type: 'boolean' },
        out: { type: 'string' },
      },
    })
    if (values.counter !== undefined) return { ...values, counter: values.counter }
  } catch (cause) {
    throw new Misuse(usage, { cause })
  }
  throw new Misuse(usage)
}

async function askNir(terminal: Terminal): Promise<string> {
  const lines = createInterface({ input: terminal.in, output: terminal.out })
  try {
    return await lines.question('Number of the insured person: ')
  } finally {
    lines.close()
  }
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
