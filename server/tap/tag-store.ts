import { randomBytes } from 'node:crypto'
import { and, eq, lt, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import type { SunKeys } from './sun.ts'

/** An NTAG 424 on a counter, with the keys that prove what it says. */
export interface Tag {
  readonly professionalId: string
  readonly tagId: string
  readonly counterId: string
  readonly keys: SunKeys
}

/** Chips that lead to counters. A tag's id is 6 random bytes as 8 characters of base64url. */
export interface TagStore {
  /** Writes down a new chip of a counter, and answers its id; null for a counter nobody has. */
  add(counterId: string, keys: SunKeys, at: Date): Promise<string | null>
  find(tagId: string): Promise<Tag | null>
  /** Notes how often the chip was read; false when that did not grow, which only a copied message does. */
  countUp(tag: Pick<Tag, 'professionalId' | 'tagId'>, chipCounter: number): Promise<boolean>
  /** Whether some professional has a counter of this id. */
  hasCounter(counterId: string): Promise<boolean>
}

export function tagStore(
  database: Database,
  keys: Pick<Keys, 'sealColumn' | 'openColumn'>,
): TagStore {
  const run = statementsOf(database)(database.db)
  return {
    async add(counterId, chipKeys, at) {
      const [counter] = await run.counter.execute({ counterId })
      if (!counter) return null
      const tagId = randomBytes(6).toString('base64url')
      const { professionalId } = counter
      const sealedKeys = keys.sealColumn('tags.sealed_keys', tagId, writeKeys(chipKeys))
      await run.add.execute({ professionalId, tagId, counterId, sealedKeys, at })
      return tagId
    },
    async find(tagId) {
      const [row] = await run.find.execute({ tagId })
      if (!row) return null
      const { professionalId, counterId, sealedKeys } = row
      const text = keys.openColumn('tags.sealed_keys', tagId, sealedKeys)
      return { professionalId, tagId, counterId, keys: readKeys(text) }
    },
    async countUp({ professionalId, tagId }, chipCounter) {
      return (await run.countUp.execute({ professionalId, tagId, chipCounter })).length > 0
    },
    async hasCounter(counterId) {
      return (await run.counter.execute({ counterId })).length > 0
    },
  }
}

function writeKeys({ metaRead, fileRead }: SunKeys): string {
  return Buffer.concat([metaRead, fileRead]).toString('base64')
}

function readKeys(text: string): SunKeys {
  const both = Buffer.from(text, 'base64')
  return { metaRead: both.subarray(0, 16), fileRead: both.subarray(16) }
}

function statementsOf({ tables: { tags, counters } }: Database) {
  const chipCounter = placed(tags.chipCounter, 'chipCounter')
  return prepared((db) => ({
    counter: db
      .select({ professionalId: counters.professionalId })
      .from(counters)
      .where(eq(counters.counterId, sql.placeholder('counterId'))),
    add: db.insert(tags).values({
      professionalId: sql.placeholder('professionalId'),
      tagId: sql.placeholder('tagId'),
      counterId: sql.placeholder('counterId'),
      sealedKeys: sql.placeholder('sealedKeys'),
      // A chip says 1 at its first tap.
      chipCounter: 0,
      createdAt: sql.placeholder('at'),
    }),
    find: db
      .select()
      .from(tags)
      .where(eq(tags.tagId, sql.placeholder('tagId'))),
    countUp: db
      .update(tags)
      .set({ chipCounter })
      .where(
        and(
          eq(tags.professionalId, sql.placeholder('professionalId')),
          eq(tags.tagId, sql.placeholder('tagId')),
          lt(tags.chipCounter, chipCounter),
        ),
      )
      .returning({ tagId: tags.tagId }),
  }))
}
