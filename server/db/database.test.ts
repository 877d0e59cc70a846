import { and, eq, isNull, sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import { expect, test } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Db } from './database.ts'
import { isForeignKeyFailure, isUniqueFailure } from './failures.ts'
import { given, givenRows, writeRows } from './given-rows.ts'
import { prepared } from './prepared.ts'
import { type Engine, forEachEngine } from './test-engines.ts'
import { sampleShape } from './test-shape.ts'

const shape = sampleShape()
const at = new Date('2026-11-21T10:00:00.123Z')

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function failureOf(promise: PromiseLike<unknown>): Promise<unknown> {
  return Promise.resolve(promise).then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  )
}

/** Each engine's own way to let a transaction go wrong only at its COMMIT; drizzle names raw statements differently. */
async function checkKeysAtCommit(engine: Engine, db: Db): Promise<void> {
  if (engine === 'sqlite') {
    await (db as SqliteRemoteDatabase).run(sql`pragma defer_foreign_keys = on`)
  } else {
    await (db as unknown as NodePgDatabase).execute(sql`set constraints all deferred`)
  }
}

forEachEngine('database', (open) => {
  async function world() {
    const database = await open(shape)
    const { db, tables } = database
    const ids = async () => (await db.select().from(tables.things)).map((row) => row.id).toSorted()
    return { ...database, ids }
  }

  test('keeps every kind of column exactly', async () => {
    const { db, tables } = await world()
    const row = {
      id: 'a',
      ownerId: null,
      label: 'Éléonore 🂡',
      big: 2 ** 53 - 1,
      isGood: true,
      madeAt: at,
      raw: Buffer.from([0, 255, 128]),
      facts: { given: 'Ana', list: [1, 2] },
      state: 'closed' as const,
    }
    const [answer] = await db.insert(tables.things).values(row).returning()
    expect(answer).toEqual(row)
    expect(await db.select().from(tables.things).where(eq(tables.things.madeAt, at))).toEqual([row])
    const past = { ...row, id: 'b', label: null, madeAt: new Date(-1), isGood: false }
    await db.insert(tables.things).values(past)
    expect(await db.select().from(tables.things).where(eq(tables.things.id, 'b'))).toEqual([past])
  })

  test('counts and sums as numbers', async () => {
    const { db, tables } = await world()
    await db.insert(tables.things).values([
      { id: 'a', big: 2 ** 40 },
      { id: 'b', big: 5 },
    ])
    const [row] = await db
      .select({
        count: sql<number>`count(*)`,
        sum: sql<number>`sum(${tables.things.big})`,
      })
      .from(tables.things)
    expect(row).toEqual({ count: 2, sum: 2 ** 40 + 5 })
  })

  test('takes many rows as one parameter, exactly', async () => {
    const { db, tables, engine } = await world()
    const rows = [
      { id: 'a', label: 'Éléonore’s “🂡” \\ ?', raw: Buffer.from([0, 255, 128]), madeAt: at },
      { id: 'b', label: '', raw: Buffer.alloc(0), madeAt: new Date(-1) },
    ]
    const from = givenRows(engine, { id: 'text', label: 'text', raw: 'bytes', madeAt: 'instant' })
    const { add } = prepared((handle) => ({
      add: handle
        .update(tables.things)
        .set({ label: given('label'), raw: given('raw'), madeAt: given('madeAt') })
        .from(from)
        .where(eq(tables.things.id, given('id'))),
    }))(db)
    await db.insert(tables.things).values(['a', 'b', 'c'].map((id) => ({ id })))
    await add.execute({ rows: writeRows(rows) })
    await add.execute({ rows: writeRows([]) })
    const { id, label, raw, madeAt } = tables.things
    const kept = await db.select({ id, label, raw, madeAt }).from(tables.things).orderBy(id)
    expect(kept).toEqual([...rows, { id: 'c', label: null, raw: null, madeAt: null }])
  })

  test('reads a question mark in a text as one', async () => {
    const { db, tables } = await world()
    await db.insert(tables.things).values({ id: 'a', label: 'why?' })
    const rows = await db
      .select({ id: tables.things.id, said: sql<string>`'so? ' || label` })
      .from(tables.things)
      .where(and(eq(tables.things.id, 'a'), sql`label <> '?'`))
    expect(rows).toEqual([{ id: 'a', said: 'so? why?' }])
  })

  test('takes values and nulls through the placeholders of a prepared statement', async () => {
    const { db, tables } = await world()
    const statements = prepared((handle) => ({
      add: handle
        .insert(tables.things)
        .values({
          id: sql.placeholder('id'),
          big: sql.placeholder('big'),
          isGood: sql.placeholder('isGood'),
          madeAt: sql.placeholder('madeAt'),
          raw: sql.placeholder('raw'),
          facts: sql.placeholder('facts'),
        })
        .returning(),
      find: handle
        .select()
        .from(tables.things)
        .where(eq(tables.things.id, sql.placeholder('id'))),
    }))
    expect(statements(db)).toBe(statements(db))
    const full = {
      id: 'a',
      big: 7,
      isGood: true,
      madeAt: at,
      raw: Buffer.from('x'),
      facts: { given: 'B', list: [] },
    }
    const empty = { id: 'b', big: 0, isGood: null, madeAt: null, raw: null, facts: null }
    expect(await statements(db).add.execute(full)).toMatchObject([full])
    expect(await statements(db).add.execute(empty)).toMatchObject([empty])
    expect(await statements(db).find.execute({ id: 'a' })).toMatchObject([full])
    expect(await db.select().from(tables.things).where(isNull(tables.things.facts))).toHaveLength(1)
  })

  test('undoes a unit that throws, over an await on something else', async () => {
    const { unit, tables, ids } = await world()
    const error = new Error('no')
    const work = unit(async (db) => {
      await db.insert(tables.things).values({ id: 'a' })
      await pause(20)
      throw error
    })
    expect(await failureOf(work)).toBe(error)
    expect(await ids()).toEqual([])
  })

  test('shows outside only what is committed, and all of it once a unit resolved', async () => {
    const { unit, tables, ids } = await world()
    let seen: string[] | undefined
    const held = Promise.withResolvers<void>()
    const work = unit(async (db) => {
      await db.insert(tables.things).values({ id: 'a' })
      await held.promise
    })
    await pause(30)
    seen = await ids()
    held.resolve()
    await work
    expect(seen).toEqual([])
    expect(await ids()).toEqual(['a'])
  })

  test('undoes the failing half of 200 units at once and keeps the other', async () => {
    const { unit, tables, ids } = await world()
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) =>
        unit(async (db) => {
          await db.insert(tables.things).values({ id: `n${index}`, big: index })
          if (index % 7 === 0) await pause(1)
          if (index % 2) throw new Error(`odd ${index}`)
          return index
        }),
      ),
    )
    for (const [index, result] of results.entries()) {
      if (index % 2) expect(result).toMatchObject({ reason: new Error(`odd ${index}`) })
      else expect(result).toEqual({ status: 'fulfilled', value: index })
    }
    expect(await ids()).toEqual(
      Array.from({ length: 100 }, (_, index) => `n${index * 2}`).toSorted(),
    )
  })

  test('lets one of fifty guarded updates win', async () => {
    const { db, unit, tables } = await world()
    const { things } = tables
    await db.insert(things).values({ id: 'a', big: 0 })
    const wins = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        unit((inside) =>
          inside
            .update(things)
            .set({ big: index + 1 })
            .where(and(eq(things.id, 'a'), eq(things.big, 0)))
            .returning(),
        ),
      ),
    )
    expect(wins.filter((rows) => rows.length === 1)).toHaveLength(1)
  })

  test('holds a unique index over part of the rows', async () => {
    const { db, tables } = await world()
    await db.insert(tables.owners).values({ id: 'o', name: 'O' })
    const closed = { ownerId: 'o', state: 'closed' as const }
    await db.insert(tables.things).values([
      { id: 'a', ownerId: 'o', state: 'open' },
      { id: 'b', ...closed },
      { id: 'c', ...closed },
    ])
    const second = db.insert(tables.things).values({ id: 'd', ownerId: 'o', state: 'open' })
    expect(isUniqueFailure(await failureOf(second))).toBe(true)
  })

  test('tells a taken key from a missing row', async () => {
    const { db, tables } = await world()
    await db.insert(tables.things).values({ id: 'a', label: 'l' })
    const taken = await failureOf(db.insert(tables.things).values({ id: 'a' }))
    const alike = await failureOf(db.insert(tables.things).values({ id: 'b', label: 'l' }))
    const orphan = await failureOf(db.insert(tables.things).values({ id: 'c', ownerId: 'x' }))
    expect([taken, alike, orphan].map(isUniqueFailure)).toEqual([true, true, false])
    expect([taken, alike, orphan].map(isForeignKeyFailure)).toEqual([false, false, true])
    expect(isUniqueFailure(new Error('other'))).toBe(false)
  })

  test('dooms a unit whose statement failed, even when the failure is caught', async () => {
    const { db, unit, tables, ids } = await world()
    await db.insert(tables.things).values({ id: 'a' })
    const work = unit(async (inside) => {
      await inside.insert(tables.things).values({ id: 'b' })
      await failureOf(inside.insert(tables.things).values({ id: 'a' }))
      return 'looks fine'
    })
    expect(isUniqueFailure(await failureOf(work))).toBe(true)
    expect(await ids()).toEqual(['a'])
  })

  test('joins a unit inside a unit, with one fate', async () => {
    const { db, unit, tables, ids } = await world()
    await unit(async () => {
      await unit((inner) => inner.insert(tables.things).values({ id: 'inner' }))
      await db.insert(tables.things).values({ id: 'outer handle' })
    })
    expect(await ids()).toEqual(['inner', 'outer handle'])
    const caught = unit(async (inside) => {
      await inside.insert(tables.things).values({ id: 'lost' })
      await failureOf(unit(() => Promise.reject(new Error('inner'))))
    })
    expect(await failureOf(caught)).toEqual(new Error('inner'))
    expect(await ids()).toEqual(['inner', 'outer handle'])
  })

  test('keeps a query left behind out of the next unit', async () => {
    const { unit, tables, ids } = await world()
    let stray: Promise<unknown> | undefined
    await unit(async (db) => {
      await db.insert(tables.things).values({ id: 'a' })
      stray = pause(10).then(async () => db.insert(tables.things).values({ id: 'stray' }))
    })
    const next = unit(async (db) => {
      await db.insert(tables.things).values({ id: 'b' })
      await pause(30)
      throw new Error('undo')
    })
    await Promise.allSettled([next, stray])
    expect(await ids()).toEqual(['a', 'stray'])
  })

  test('refuses when COMMIT fails, and keeps nothing', async () => {
    const { unit, tables, ids } = await world()
    const orphan = unit(async (db) => {
      await checkKeysAtCommit(open.engine, db)
      await db.insert(tables.things).values({ id: 'orphan', ownerId: 'nobody' })
    })
    expect(await failureOf(orphan)).toEqual(new Refusal('database-busy'))
    expect(await ids()).toEqual([])
    await unit((db) => db.insert(tables.things).values({ id: 'next' }))
    expect(await ids()).toEqual(['next'])
  })

  test('leaves no way to a transaction beside the unit', async () => {
    const { db } = await world()
    // The type hides it; a caller without types must meet it too.
    const { transaction } = db as unknown as { transaction(work: unknown): void }
    expect(() => transaction(() => undefined)).toThrow(TypeError)
  })

  test('answers a ping', async () => {
    const { ping } = await world()
    await expect(ping()).resolves.toBeUndefined()
  })

  test('has every table of ours after the migrations', async () => {
    const { db, tables } = await open()
    for (const table of Object.values(tables)) expect(await db.select().from(table)).toEqual([])
  })
})
