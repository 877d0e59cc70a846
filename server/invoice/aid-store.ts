import { eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'

export interface OpenedAid {
  readonly invoiceId: string
  readonly openedAt: Date
  readonly cents: number
}

/** The aid for a professional's equipment: opened once, by the first invoice that the insurer accepted. */
export interface AidStore {
  find(professionalId: string): Promise<OpenedAid | null>
  /** False where it was opened before. */
  open(professionalId: string, aid: OpenedAid): Promise<boolean>
}

export function aidStore(database: Database): AidStore {
  const run = statementsOf(database)(database.db)
  return {
    async find(professionalId) {
      const [row] = await run.find.execute({ professionalId })
      return row ?? null
    },
    async open(professionalId, aid) {
      return (await run.open.execute({ professionalId, ...aid })).length > 0
    },
  }
}

function statementsOf({ tables: { equipmentAids: aids } }: Database) {
  return prepared((db) => ({
    find: db
      .select({ invoiceId: aids.invoiceId, openedAt: aids.openedAt, cents: aids.cents })
      .from(aids)
      .where(eq(aids.professionalId, sql.placeholder('professionalId'))),
    open: db
      .insert(aids)
      .values({
        professionalId: sql.placeholder('professionalId'),
        invoiceId: sql.placeholder('invoiceId'),
        openedAt: sql.placeholder('openedAt'),
        cents: sql.placeholder('cents'),
      })
      .onConflictDoNothing()
      .returning({ professionalId: aids.professionalId }),
  }))
}
