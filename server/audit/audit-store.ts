import { asc, desc, gt, sql } from 'drizzle-orm'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import { type AuditAct, type AuditFacts, hashEntry, noHash } from './audit-entry.ts'

export type AuditRow = Database['tables']['auditEntries']['$inferSelect']
export type AuditHeadRow = Database['tables']['auditHeads']['$inferSelect']

/** An act to write down. */
export interface AuditedAct {
  readonly at: Date
  /** null for what no agent did */
  readonly agentId: string | null
  readonly act: AuditAct
  readonly subject: string
  readonly facts?: AuditFacts
}

/** The log of acts: one chain, whatever node appends, and the signed heads of its days. */
export interface AuditStore {
  /**
   * Appends within the caller's unit, as its last write: whoever appends next waits until it is committed. Throws
   * `database-busy` when others are always faster.
   */
  append(act: AuditedAct): Promise<void>
  newest(): Promise<Pick<AuditRow, 'seq' | 'hash'>>
  /** In order, from the entry after `seq`. */
  after(seq: number, most: number): Promise<readonly AuditRow[]>
  /** Newest first. */
  heads(most: number): Promise<readonly AuditHeadRow[]>
  /** False when that day has its head already. */
  addHead(head: AuditHeadRow): Promise<boolean>
}

/** Each time somebody else was faster; then the place in the chain is looked for anew. */
const mostTries = 50

export function auditStore(database: Database): AuditStore {
  const run = statementsOf(database)(database.db)

  async function newest() {
    const [row] = await run.newest.execute()
    return row ?? { seq: 0, hash: noHash }
  }

  return {
    newest,
    append: ({ facts = {}, ...act }) =>
      database.unit(async () => {
        for (let tries = 0; tries < mostTries; tries++) {
          const last = await newest()
          const entry = { ...act, facts, seq: last.seq + 1 }
          const hash = hashEntry(last.hash, entry)
          const added = await run.append.execute({ ...entry, previousHash: last.hash, hash })
          if (added.length > 0) return
        }
        throw new Refusal('database-busy')
      }),
    after: (seq, most) => run.after.execute({ seq, most }),
    heads: (most) => run.heads.execute({ most }),
    async addHead(head) {
      const added = await run.addHead.execute({ ...head })
      return added.length > 0
    },
  }
}

function statementsOf({ tables: { auditEntries: entries, auditHeads: heads } }: Database) {
  return prepared((db) => ({
    newest: db
      .select({ seq: entries.seq, hash: entries.hash })
      .from(entries)
      .orderBy(desc(entries.seq))
      .limit(1),
    append: db
      .insert(entries)
      .values({
        seq: sql.placeholder('seq'),
        at: sql.placeholder('at'),
        agentId: sql.placeholder('agentId'),
        act: sql.placeholder('act'),
        subject: sql.placeholder('subject'),
        facts: sql.placeholder('facts'),
        previousHash: sql.placeholder('previousHash'),
        hash: sql.placeholder('hash'),
      })
      .onConflictDoNothing()
      .returning({ seq: entries.seq }),
    after: db
      .select()
      .from(entries)
      .where(gt(entries.seq, placed(entries.seq, 'seq')))
      .orderBy(asc(entries.seq))
      .limit(sql.placeholder('most')),
    heads: db.select().from(heads).orderBy(desc(heads.day)).limit(sql.placeholder('most')),
    addHead: db
      .insert(heads)
      .values({
        day: sql.placeholder('day'),
        seq: sql.placeholder('seq'),
        hash: sql.placeholder('hash'),
        signature: sql.placeholder('signature'),
        certificate: sql.placeholder('certificate'),
        createdAt: sql.placeholder('createdAt'),
      })
      .onConflictDoNothing()
      .returning({ day: heads.day }),
  }))
}
