import { verifyByCommand } from '../audit/audit-command.ts'
import { deletionStore } from '../check/deletion-store.ts'
import { filmsOf } from '../check/films-of.ts'
import { retentionReport } from '../check/retention-report.ts'
import { openDatabase } from '../db/open-database.ts'
import { deskEvidence } from '../desk/desk-evidence.ts'
import type { RotatedKey } from '../keys/keys.ts'
import { beside, settingsOf, withKeys } from './beside.ts'
import { Misuse, type Outcome, type Terminal } from './command.ts'

/** Brings the tables up to date. */
export async function migrate(_args: readonly string[], terminal: Terminal): Promise<string> {
  const database = await openDatabase(settingsOf(terminal).database)
  await database.close()
  return 'The tables are up to date.'
}

/** Makes a new key of a kind. */
export async function rotateKeys(
  [verb, which]: readonly string[],
  terminal: Terminal,
): Promise<string> {
  if (verb !== 'rotate' || !isRotated(which)) {
    throw new Misuse('Say which key: keys rotate issuer|status|group')
  }
  await withKeys(settingsOf(terminal), (keys) => keys.rotate(which))
  return `There is a new ${which} key. A running server uses it within a minute; the one before is still believed.`
}

function isRotated(which: string | undefined): which is RotatedKey {
  return which === 'issuer' || which === 'status' || which === 'group'
}

/** Computes the log of agents' acts anew; throws `AuditBroken` where it does not hold. */
export async function verifyAudit(
  [verb, file, ...more]: readonly string[],
  terminal: Terminal,
): Promise<string> {
  if (verb !== 'verify' || more.length > 0) throw new Misuse('That is not how audit is used.')
  return beside(terminal, ({ database, keys }) => verifyByCommand(file, { database, keys }))
}

/** Tells what is held of people, and exits with 1 when something is held longer than it may be. */
export async function reportRetention(
  [verb]: readonly string[],
  terminal: Terminal,
): Promise<Outcome> {
  if (verb !== 'report') throw new Misuse('Say what: retention report')
  return beside(terminal, async ({ settings, keys, database, clock }) => {
    const { text, isKept } = await retentionReport({
      ...filmsOf({ settings, keys }),
      deletions: deletionStore(database),
      desk: deskEvidence(database),
      clock,
    })
    return { text, exitCode: isKept ? 0 : 1 }
  })
}
