import { readFile } from 'node:fs/promises'
import { createNodeCryptography } from '../presentation/platform-node.ts'
import type { Database } from '../db/database.ts'
import type { Keys } from '../keys/keys.ts'
import { readHead, type SignedHead } from './audit-head.ts'
import { auditStore } from './audit-store.ts'
import { verifyAudit } from './verify-audit.ts'

/** The log of acts does not hold, or the file to hold it against cannot be read; in sentences. */
export class AuditBroken extends Error {
  override readonly name = 'AuditBroken'
}

/**
 * `audit verify [file]`: computes the log anew and checks its heads, and those of a file fetched from `/audit-heads` at
 * another time. Answers what was found whole; throws AuditBroken otherwise.
 */
export async function verifyByCommand(
  file: string | undefined,
  { database, keys }: { readonly database: Database; readonly keys: Pick<Keys, 'rootPoint'> },
): Promise<string> {
  const kept = file === undefined ? [] : await readHeads(file)
  const { entries, heads, newestHead, problems } = await verifyAudit({
    audit: auditStore(database),
    root: keys.rootPoint(),
    verifierOf: createNodeCryptography().verifier,
    kept,
  })
  if (problems.length > 0) throw new AuditBroken(problems.join('\n'))
  const newest = newestHead === undefined ? '' : `, the newest of ${newestHead}`
  const outside = file === undefined ? '' : ` Heads of the file, which agree: ${kept.length}.`
  return `The log is whole. Entries: ${entries}. Signed heads: ${heads}${newest}.${outside}`
}

async function readHeads(file: string): Promise<readonly SignedHead[]> {
  try {
    // What the file holds is looked at head by head.
    const { heads } = JSON.parse(await readFile(file, 'utf8')) as { heads?: unknown }
    if (!Array.isArray(heads)) throw new TypeError('no heads')
    return heads.map(readHead)
  } catch (cause) {
    throw new AuditBroken(`${file} is not what /audit-heads answers.`, { cause })
  }
}
