import { desc, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'

export interface TrustedListRow {
  readonly version: number
  readonly contentHash: Buffer
  readonly list: Buffer
  readonly createdAt: Date
}

/** Every trusted list that was published. A version is taken once: by its row. */
export interface TrustedListStore {
  newest(): Promise<TrustedListRow | null>
  /** False when another node took this version first. */
  add(row: TrustedListRow): Promise<boolean>
}

export function trustedListStore(database: Database): TrustedListStore {
  const { trustedLists } = database.tables
  const run = prepared((db) => ({
    newest: db.select().from(trustedLists).orderBy(desc(trustedLists.version)).limit(1),
    add: db
      .insert(trustedLists)
      .values({
        version: sql.placeholder('version'),
        contentHash: sql.placeholder('contentHash'),
        list: sql.placeholder('list'),
        createdAt: sql.placeholder('createdAt'),
      })
      .onConflictDoNothing()
      .returning({ version: trustedLists.version }),
  }))(database.db)
  return {
    async newest() {
      const [row] = await run.newest.execute()
      return row ?? null
    },
    async add(row) {
      const added = await run.add.execute({ ...row })
      return added.length > 0
    },
  }
}
