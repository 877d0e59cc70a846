import { createHash } from 'node:crypto'

/** What is written down of agents, and what holders report to them. Closed, so that a report can say each in words. */
export type AuditAct =
  | 'signed-in'
  | 'case-taken'
  | 'case-released'
  | 'film-opened'
  | 'supervisor-asked'
  | 'check-accepted'
  | 'check-refused'
  | 'desk-code-wrong'
  | 'desk-found'
  | 'desk-asked'
  | 'desk-accepted'
  | 'desk-approved'
  | 'desk-refused'
  | 'approvals-read'
  | 'corrections-read'
  | 'correction-closed'
  | 'reading-reported'
  | 'reports-read'
  | 'report-closed'

/**
 * Ids, codes and counts; never a trait. The log is kept for ever: it names an activation only where that was found or
 * accepted, and anything else by an id that leads to nobody once its row is forgotten.
 */
export type AuditFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>

/** One act. `subject` is the id of what was acted on; `agentId` is null for what no agent did. */
export interface AuditEntry {
  readonly seq: number
  readonly at: Date
  readonly agentId: string | null
  readonly act: string
  readonly subject: string
  readonly facts: AuditFacts
}

/** What the first entry has before it. */
export const noHash = Buffer.alloc(32)

/** SHA-256 of the hash before and the entry's canonical JSON: whoever changes one entry must change all that follow. */
export function hashEntry(previousHash: Uint8Array, entry: AuditEntry): Buffer {
  const { seq, at, agentId, act, subject, facts } = entry
  const text = canonicalJson({ seq, at: at.getTime(), agentId, act, subject, facts })
  return createHash('sha256').update(previousHash).update(text).digest()
}

/** JSON with the names of every object in order, since a database may keep them in another. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each
    return Object.fromEntries(
      Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    )
  })
}
