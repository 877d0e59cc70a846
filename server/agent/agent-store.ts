import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import type { Agent } from './agent.ts'

/** Agents who signed in once: known by the hash of their subject, their name encrypted. */
export interface AgentStore {
  /** Keeps what the provider tells today; answers our id of that agent, the same each time. */
  keep(agent: Agent, at: Date): Promise<string>
  openName(sealed: { readonly subjectHash: Buffer; readonly sealedName: Buffer }): string
}

const place = 'agents.name'

export function agentStore(
  database: Database,
  keys: Pick<Keys, 'lookupHash' | 'sealColumn' | 'openColumn'>,
): AgentStore {
  const run = statementsOf(database)(database.db)
  return {
    async keep({ subject, name, role }, at) {
      const subjectHash = keys.lookupHash('agent', subject)
      const [row] = await run.keep.execute({
        agentId: randomBytes(12).toString('base64url'),
        subjectHash,
        sealedName: keys.sealColumn(place, subjectHash.toString('base64url'), name),
        role,
        at,
      })
      if (!row) throw new TypeError('An insert or an update answers its row')
      return row.agentId
    },
    openName: ({ subjectHash, sealedName }) =>
      keys.openColumn(place, subjectHash.toString('base64url'), sealedName),
  }
}

function statementsOf({ tables: { agents } }: Database) {
  return prepared((db) => ({
    keep: db
      .insert(agents)
      .values({
        agentId: sql.placeholder('agentId'),
        subjectHash: sql.placeholder('subjectHash'),
        sealedName: sql.placeholder('sealedName'),
        role: sql.placeholder('role'),
        createdAt: sql.placeholder('at'),
        signedInAt: sql.placeholder('at'),
      })
      .onConflictDoUpdate({
        target: agents.subjectHash,
        set: {
          sealedName: placed(agents.sealedName, 'sealedName'),
          role: placed(agents.role, 'role'),
          signedInAt: placed(agents.signedInAt, 'at'),
        },
      })
      .returning({ agentId: agents.agentId }),
  }))
}
