import { randomBytes } from 'node:crypto'
import { and, asc, desc, eq, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'

export type CorrectionRow = Database['tables']['corrections']['$inferSelect']

/** What holders ask to be corrected in their file: at most one open for each activation. */
export interface CorrectionStore {
  /** False when one is open already: it stays as it is. */
  add(asked: {
    readonly enrolmentId: string
    readonly registryId: string
    readonly text: string
    readonly differing: readonly string[]
    readonly at: Date
  }): Promise<boolean>
  find(correctionId: string): Promise<CorrectionRow | undefined>
  /** The newest of an activation. */
  latestOf(enrolmentId: string): Promise<CorrectionRow | undefined>
  /** Those open, oldest first. */
  open(most: number): Promise<readonly CorrectionRow[]>
  /** Undefined when it is closed already. */
  close(
    correctionId: string,
    closing: {
      readonly outcome: 'corrected' | 'unchanged'
      readonly agentId: string
      readonly at: Date
    },
  ): Promise<CorrectionRow | undefined>
  openText(row: CorrectionRow): string
}

const place = 'corrections.sealed_text'

export function correctionStore(
  database: Database,
  keys: Pick<Keys, 'sealColumn' | 'openColumn'>,
): CorrectionStore {
  const run = statementsOf(database)(database.db)
  return {
    async add({ text, differing, ...asked }) {
      const correctionId = randomBytes(12).toString('base64url')
      const sealedText = keys.sealColumn(place, correctionId, text)
      const row = { ...asked, correctionId, sealedText, differing: [...differing] }
      return (await run.add.execute(row)).length > 0
    },
    async find(correctionId) {
      const [row] = await run.find.execute({ correctionId })
      return row
    },
    async latestOf(enrolmentId) {
      const [row] = await run.latestOf.execute({ enrolmentId })
      return row
    },
    open: (most) => run.open.execute({ most }),
    async close(correctionId, closing) {
      const [row] = await run.close.execute({ correctionId, ...closing })
      return row
    },
    openText: ({ correctionId, sealedText }) => keys.openColumn(place, correctionId, sealedText),
  }
}

function statementsOf({ tables: { corrections: it } }: Database) {
  const isIt = eq(it.correctionId, sql.placeholder('correctionId'))
  const isOpen = eq(it.state, 'open')
  return prepared((db) => ({
    add: db
      .insert(it)
      .values({
        correctionId: sql.placeholder('correctionId'),
        enrolmentId: sql.placeholder('enrolmentId'),
        registryId: sql.placeholder('registryId'),
        sealedText: sql.placeholder('sealedText'),
        differing: sql.placeholder('differing'),
        state: 'open',
        createdAt: sql.placeholder('at'),
      })
      .onConflictDoNothing()
      .returning({ correctionId: it.correctionId }),
    find: db.select().from(it).where(isIt),
    latestOf: db
      .select()
      .from(it)
      .where(eq(it.enrolmentId, sql.placeholder('enrolmentId')))
      .orderBy(desc(it.createdAt))
      .limit(1),
    open: db
      .select()
      .from(it)
      .where(isOpen)
      .orderBy(asc(it.createdAt))
      .limit(sql.placeholder('most')),
    close: db
      .update(it)
      .set({
        state: 'closed',
        outcome: placed(it.outcome, 'outcome'),
        closedBy: placed(it.closedBy, 'agentId'),
        closedAt: placed(it.closedAt, 'at'),
      })
      .where(and(isIt, isOpen))
      .returning(),
  }))
}
