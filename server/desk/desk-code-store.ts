import { and, eq, gt, lt, lte, or, sql } from 'drizzle-orm'
import { deskCodeTries } from '@etui/shared/enrolment/desk.ts'
import type { Database } from '../db/database.ts'
import { forgetSome } from '../db/forget-some.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

/** A code shown on a phone, as it is stored. */
export type DeskCodeRow = Database['tables']['deskCodes']['$inferSelect']

/** A code as it is asked about: found by its first half, right by the hash of the whole. */
export interface AskedCode {
  readonly handle: string
  readonly codeHash: Buffer
}

/** Who was shown to an agent for a code. */
export interface ShownPerson {
  readonly agentId: string
  readonly registryId: string
}

/** The codes that phones show at desks, one for each activation. */
export interface DeskCodeStore {
  /** In the place of the one before. False when another live code has this first half. */
  open(enrolmentId: string, code: AskedCode, expiresAt: Date, at: Date): Promise<boolean>
  /** The code of an activation while it is alive. */
  ofEnrolment(enrolmentId: string, at: Date): Promise<DeskCodeRow | undefined>
  /** Finds a live code; a wrong second half is counted against the code it began like. */
  find(asked: AskedCode, at: Date): Promise<DeskCodeRow | undefined>
  /** Remembers who was shown for a live code; false when it ended meanwhile. */
  noteShown(asked: AskedCode, shown: ShownPerson, at: Date): Promise<boolean>
  /** Takes a live code once, by deleting it; only for whom this very agent was last shown. */
  take(asked: AskedCode, shown: ShownPerson, at: Date): Promise<DeskCodeRow | undefined>
  /** Ends the code of an activation, if any: it is somebody else's by now. */
  end(enrolmentId: string): Promise<void>
  purge(at: Date, most?: number): Promise<number>
}

export function deskCodeStore(database: Database): DeskCodeStore {
  const run = statementsOf(database)(database.db)
  return {
    open: (enrolmentId, code, expiresAt, at) =>
      database.unit(async () => {
        await run.clear.execute({ enrolmentId, handle: code.handle, at })
        const opened = await run.open.execute({ enrolmentId, ...code, expiresAt })
        return opened.length > 0
      }),
    async ofEnrolment(enrolmentId, at) {
      const [row] = await run.ofEnrolment.execute({ enrolmentId, at })
      return row
    },
    async find(asked, at) {
      const [row] = await run.find.execute({ ...asked, at })
      return row?.codeHash.equals(asked.codeHash) ? row : undefined
    },
    async noteShown(asked, shown, at) {
      return (await run.noteShown.execute({ ...asked, ...shown, at })).length > 0
    },
    async take(asked, shown, at) {
      const [row] = await run.take.execute({ ...asked, ...shown, at })
      return row
    },
    async end(enrolmentId) {
      await run.end.execute({ enrolmentId })
    },
    async purge(at, most = 1_000) {
      return (await run.purge.execute({ at, most })).length
    },
  }
}

function statementsOf({ tables: { deskCodes: it } }: Database) {
  const isOfEnrolment = eq(it.enrolmentId, sql.placeholder('enrolmentId'))
  const hasHandle = eq(it.handle, sql.placeholder('handle'))
  const at = placed(it.expiresAt, 'at')
  const isLive = and(gt(it.expiresAt, at), lt(it.tries, deskCodeTries))
  const hash = placed(it.codeHash, 'codeHash')
  const isIt = and(hasHandle, eq(it.codeHash, hash), isLive)
  const agentId = placed(it.shownTo, 'agentId')
  const registryId = placed(it.shownRegistryId, 'registryId')
  return prepared((db) => ({
    clear: db.delete(it).where(or(isOfEnrolment, and(hasHandle, lte(it.expiresAt, at)))),
    open: db
      .insert(it)
      .values({
        enrolmentId: sql.placeholder('enrolmentId'),
        handle: sql.placeholder('handle'),
        codeHash: sql.placeholder('codeHash'),
        expiresAt: sql.placeholder('expiresAt'),
      })
      .onConflictDoNothing()
      .returning({ enrolmentId: it.enrolmentId }),
    ofEnrolment: db.select().from(it).where(and(isOfEnrolment, isLive)),
    // One statement, so that nobody tries twice at the price of once.
    find: db
      .update(it)
      .set({
        tries: sql`case when ${it.codeHash} = ${hash} then ${it.tries} else ${it.tries} + 1 end`,
      })
      .where(and(hasHandle, isLive))
      .returning(),
    noteShown: db
      .update(it)
      .set({ shownTo: agentId, shownRegistryId: registryId })
      .where(isIt)
      .returning({ enrolmentId: it.enrolmentId }),
    take: db
      .delete(it)
      .where(and(isIt, eq(it.shownTo, agentId), eq(it.shownRegistryId, registryId)))
      .returning(),
    end: db.delete(it).where(isOfEnrolment),
    purge: forgetSome(db, it, it.enrolmentId, lte(it.expiresAt, at)),
  }))
}
