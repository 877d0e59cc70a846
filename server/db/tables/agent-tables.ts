import type { Columns } from '../columns.ts'

/** The insurer's agents, and what they did. */
export function agentTables(c: Columns) {
  /** class: reference. Known by the hash of their provider and their subject there. */
  const agents = c.table(
    'agents',
    {
      agentId: c.text().primaryKey(),
      subjectHash: c.bytes().notNull(),
      sealedName: c.bytes().notNull(),
      role: c.oneOf(['agent', 'supervisor']).notNull(),
      createdAt: c.instant().notNull(),
      signedInAt: c.instant().notNull(),
    },
    (t) => [c.uniqueIndex('agents_subject').on(t.subjectHash)],
  )
  /** class: reference (hash of a cookie to an agent) */
  const agentSessions = c.table('agent_sessions', {
    tokenHash: c.bytes().primaryKey(),
    agentId: c.text().notNull(),
    startedAt: c.instant().notNull(),
    usedAt: c.instant().notNull(),
    endsAt: c.instant().notNull(),
  })
  /** class: reference. Every act, each with the hash of the one before; nothing is ever changed or removed. */
  const auditEntries = c.table('audit_entries', {
    seq: c.integer().primaryKey(),
    at: c.instant().notNull(),
    agentId: c.text(),
    act: c.text().notNull(),
    /** the id of what was acted on */
    subject: c.text().notNull(),
    /** ids, codes and counts; never a trait */
    facts: c.json<Record<string, string | number | boolean | string[]>>().notNull(),
    previousHash: c.bytes().notNull(),
    hash: c.bytes().notNull(),
  })
  /** class: reference. The end of the chain as it was after each day, signed by the list key, whose certificate is kept. */
  const auditHeads = c.table('audit_heads', {
    /** YYYY-MM-DD, UTC */
    day: c.text().primaryKey(),
    seq: c.integer().notNull(),
    hash: c.bytes().notNull(),
    signature: c.bytes().notNull(),
    certificate: c.bytes().notNull(),
    createdAt: c.instant().notNull(),
  })
  return { agents, agentSessions, auditEntries, auditHeads }
}
