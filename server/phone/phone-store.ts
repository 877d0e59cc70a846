import { randomBytes } from 'node:crypto'
import { and, eq, inArray, lte, ne, sql } from 'drizzle-orm'
import { askedTogether } from '../db/asked-together.ts'
import type { Database } from '../db/database.ts'
import { isGiven, writeList } from '../db/given-rows.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

export type PhoneRow = Database['tables']['phones']['$inferSelect']

/** A phone with whom it is for in the registry, and the block that stands on its card. */
export interface FoundPhone extends PhoneRow {
  readonly registryId: string
  readonly blockState: 'suspended' | 'final' | 'lifted' | null
  readonly blockReason: string | null
  readonly blockedAt: Date | null
}

export interface Rotation {
  readonly personId: string
  readonly phoneId: string
  /** the branch as it was seen: the change is made only where it still is */
  readonly seenTokenHash: Buffer
  /** SHA-256 of the token presented, and of the one to be presented next */
  readonly presentedHash: Buffer
  readonly nextHash: Buffer
  readonly at: Date
}

/** Phones and the people they are for. Changes are guarded: false means another was faster and nothing was changed. */
export interface PhoneStore {
  find(deviceThumbprint: string): Promise<FoundPhone | undefined>
  /**
   * The person of a registry's id, made when new, with the number they have now; held until the unit ends. Undefined when
   * that number is another person's.
   */
  personOf(registryId: string, nirHash: Buffer, at: Date): Promise<string | undefined>
  /** A phone that is being activated; undefined when this device key has been another's, or has ended. */
  open(personId: string, deviceThumbprint: string, at: Date): Promise<string | undefined>
  /** Makes activations of one person wait for each other until the unit ends. */
  holdPerson(personId: string): Promise<void>
  otherActive(personId: string, phoneId: string): Promise<readonly string[]>
  /** Whether somebody of the registry has a phone in use. */
  hasActive(registryId: string): Promise<boolean>
  activate(it: {
    readonly personId: string
    readonly phoneId: string
    readonly mailboxKey: Buffer
    readonly presentationKey: Buffer
    readonly tokenHash: Buffer
    readonly at: Date
  }): Promise<boolean>
  rotate(it: Rotation): Promise<boolean>
  /** Notes that the last refresh was asked for again. */
  repeat(it: Rotation): Promise<boolean>
  suspend(it: Pick<Rotation, 'personId' | 'phoneId' | 'seenTokenHash'>): Promise<boolean>
  resume(it: Rotation): Promise<boolean>
  /** Waits for whoever changes the phone; false when its branch is no longer the one seen. */
  hold(it: Pick<Rotation, 'personId' | 'phoneId' | 'seenTokenHash'>): Promise<boolean>
  /** Forgets phones whose activation nobody went on with since `before`. */
  purge(before: Date, most?: number): Promise<number>
}

export function phoneStore(database: Database): PhoneStore {
  const run = statementsOf(database)(database.db)
  return {
    find: askedTogether(database, async (thumbprints) => {
      const rows = await run.find.execute({ list: writeList(database, thumbprints) })
      const found = new Map(
        rows.map(({ phone, more }) => [phone.deviceThumbprint, { ...phone, ...more }]),
      )
      return thumbprints.map((thumbprint) => found.get(thumbprint))
    }),

    async personOf(registryId, nirHash, at) {
      const [other] = await run.otherOfNumber.execute({ registryId, nirHash })
      if (other) return undefined
      const personId = randomBytes(12).toString('base64url')
      const [person] = await run.putPerson.execute({ personId, registryId, nirHash, at })
      return person?.personId
    },

    async open(personId, deviceThumbprint, at) {
      const phoneId = randomBytes(12).toString('base64url')
      const [added] = await run.open.execute({ personId, phoneId, deviceThumbprint, at })
      if (added) return added.phoneId
      const [known] = await run.opened.execute({ personId, deviceThumbprint })
      return known?.phoneId
    },

    async holdPerson(personId) {
      await run.holdPerson.execute({ personId })
    },
    async otherActive(personId, phoneId) {
      return (await run.otherActive.execute({ personId, phoneId })).map((row) => row.phoneId)
    },
    async hasActive(registryId) {
      return (await run.hasActive.execute({ registryId })).length > 0
    },
    async activate(it) {
      return (await run.activate.execute({ ...it })).length > 0
    },
    async rotate(it) {
      return (await run.rotate.execute({ ...it })).length > 0
    },
    async repeat(it) {
      return (await run.repeat.execute({ ...it })).length > 0
    },
    async suspend(it) {
      return (await run.suspend.execute({ ...it })).length > 0
    },
    async resume(it) {
      return (await run.resume.execute({ ...it })).length > 0
    },
    async hold(it) {
      return (await run.hold.execute({ ...it })).length > 0
    },
    async purge(before, most = 1_000) {
      return (await run.purge.execute({ before, most })).length
    },
  }
}

function statementsOf(database: Database) {
  const { phones, people, blocks } = database.tables
  const personId = sql.placeholder('personId')
  const phoneId = sql.placeholder('phoneId')
  const isPhone = and(eq(phones.personId, personId), eq(phones.phoneId, phoneId))
  const isSeen = and(
    isPhone,
    eq(phones.state, 'active'),
    eq(phones.tokenHash, sql.placeholder('seenTokenHash')),
  )
  const tokens = {
    tokenHash: placed(phones.tokenHash, 'nextHash'),
    previousTokenHash: placed(phones.previousTokenHash, 'presentedHash'),
  }
  const refreshedAt = placed(phones.refreshedAt, 'at')
  const changed = { phoneId: phones.phoneId }
  return prepared((db) => ({
    find: db
      .select({
        phone: phones,
        more: {
          registryId: people.registryId,
          blockState: blocks.state,
          blockReason: blocks.reason,
          blockedAt: blocks.blockedAt,
        },
      })
      .from(phones)
      .innerJoin(people, eq(people.personId, phones.personId))
      .leftJoin(
        blocks,
        and(
          eq(blocks.personId, phones.personId),
          eq(blocks.phoneId, phones.phoneId),
          // Written out: the index of open blocks is for this state alone.
          sql`${blocks.state} <> 'lifted'`,
        ),
      )
      .where(isGiven(database, phones.deviceThumbprint)),
    putPerson: db
      .insert(people)
      .values({
        personId,
        registryId: sql.placeholder('registryId'),
        nirHash: sql.placeholder('nirHash'),
        createdAt: sql.placeholder('at'),
      })
      .onConflictDoUpdate({
        target: people.registryId,
        set: { nirHash: placed(people.nirHash, 'nirHash') },
      })
      .returning({ personId: people.personId }),
    otherOfNumber: db
      .select({ personId: people.personId })
      .from(people)
      .where(
        and(
          eq(people.nirHash, placed(people.nirHash, 'nirHash')),
          ne(people.registryId, sql.placeholder('registryId')),
        ),
      ),
    holdPerson: db
      .update(people)
      .set({ registryId: sql`${people.registryId}` })
      .where(eq(people.personId, personId)),
    open: db
      .insert(phones)
      .values({
        personId,
        phoneId,
        deviceThumbprint: sql.placeholder('deviceThumbprint'),
        state: 'enrolling',
        createdAt: sql.placeholder('at'),
      })
      .onConflictDoNothing()
      .returning(changed),
    opened: db
      .select(changed)
      .from(phones)
      .where(
        and(
          eq(phones.deviceThumbprint, sql.placeholder('deviceThumbprint')),
          eq(phones.personId, personId),
          eq(phones.state, 'enrolling'),
        ),
      ),
    otherActive: db
      .select(changed)
      .from(phones)
      .where(
        and(eq(phones.personId, personId), eq(phones.state, 'active'), ne(phones.phoneId, phoneId)),
      ),
    hasActive: db
      .select({ phoneId: phones.phoneId })
      .from(phones)
      .innerJoin(people, eq(people.personId, phones.personId))
      .where(and(eq(people.registryId, sql.placeholder('registryId')), eq(phones.state, 'active')))
      .limit(1),
    activate: db
      .update(phones)
      .set({
        state: 'active',
        mailboxKey: placed(phones.mailboxKey, 'mailboxKey'),
        presentationKey: placed(phones.presentationKey, 'presentationKey'),
        tokenHash: placed(phones.tokenHash, 'tokenHash'),
        activatedAt: placed(phones.activatedAt, 'at'),
        refreshedAt,
      })
      .where(and(isPhone, eq(phones.state, 'enrolling')))
      .returning(changed),
    rotate: db
      .update(phones)
      .set({ ...tokens, refreshedAt })
      .where(and(isSeen, eq(phones.refreshState, 'rotating')))
      .returning(changed),
    repeat: db
      .update(phones)
      .set({ refreshedAt })
      .where(and(isSeen, eq(phones.refreshState, 'rotating')))
      .returning(changed),
    suspend: db
      .update(phones)
      .set({ refreshState: 'suspended' })
      .where(and(isSeen, eq(phones.refreshState, 'rotating')))
      .returning(changed),
    resume: db
      .update(phones)
      .set({
        ...tokens,
        refreshState: 'rotating',
        refreshedAt,
        provenAt: placed(phones.provenAt, 'at'),
        provenFromHash: placed(phones.provenFromHash, 'presentedHash'),
      })
      .where(isSeen)
      .returning(changed),
    hold: db
      .update(phones)
      .set({ state: sql`${phones.state}` })
      .where(isSeen)
      .returning(changed),
    purge: db
      .delete(phones)
      .where(
        inArray(
          phones.phoneId,
          db
            .select(changed)
            .from(phones)
            .where(
              and(
                eq(phones.state, 'enrolling'),
                lte(phones.createdAt, placed(phones.createdAt, 'before')),
              ),
            )
            .limit(sql.placeholder('most')),
        ),
      )
      .returning(changed),
  }))
}
