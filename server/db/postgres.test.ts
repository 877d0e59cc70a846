import { eq, sql } from 'drizzle-orm'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Database } from './database.ts'
import { openDatabase, openShape } from './open-database.ts'
import { prepared } from './prepared.ts'
import { freshDatabase } from './test-engines.ts'
import { sampleShape } from './test-shape.ts'

async function fresh() {
  const { settings, remove } = await freshDatabase()
  onTestFinished(remove)
  return settings.engine === 'postgres' ? settings : expect.fail()
}

/** Runs one statement on a connection of its own, as an operator would. */
async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

const killOthers = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid()`

test('nodes that start together migrate one after the other', async () => {
  const settings = await fresh()
  const nodes = await Promise.all([1, 2, 3].map(() => openDatabase(settings)))
  for (const node of nodes) onTestFinished(node.close)
  for (const { db, tables } of nodes) expect(await db.select().from(tables.cards)).toEqual([])
})

test('a unit whose connection is lost is refused, and the next one gets another', async () => {
  const settings = await fresh()
  const database = await openShape(settings, sampleShape())
  onTestFinished(database.close)
  const { unit, db, tables } = database
  const lost = unit(async (inside) => {
    await inside.insert(tables.things).values({ id: 'lost' })
    await ask(settings.url, killOthers)
    await new Promise((resolve) => setTimeout(resolve, 100))
  })
  await expect(lost).rejects.toEqual(new Refusal('database-busy'))
  await unit((inside) => inside.insert(tables.things).values({ id: 'next' }))
  expect((await db.select().from(tables.things)).map(({ id }) => id)).toEqual(['next'])
})

test('two units that stand in each other’s way: one is refused, to be tried again', async () => {
  const settings = await fresh()
  const database = await openShape(settings, sampleShape())
  onTestFinished(database.close)
  const { unit, tables } = database
  await unit((db) =>
    db.insert(tables.owners).values([
      { id: 'a', name: '' },
      { id: 'b', name: '' },
    ]),
  )
  const results = await Promise.allSettled([
    unit((db) => rename(db, tables, ['a', 'b'])),
    unit((db) => rename(db, tables, ['b', 'a'])),
  ])
  const refused = results.filter(({ status }) => status === 'rejected')
  expect(refused).toEqual([{ status: 'rejected', reason: new Refusal('database-busy') }])
})

type Sample = Database<ReturnType<ReturnType<typeof sampleShape>['define']>>

async function rename(db: Sample['db'], { owners }: Sample['tables'], ids: readonly string[]) {
  for (const id of ids) {
    await db.update(owners).set({ name: 'n' }).where(eq(owners.id, id))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

test('a name prepared once is prepared on each connection that meets it', async () => {
  const settings = await fresh()
  const database = await openShape(settings, sampleShape())
  onTestFinished(database.close)
  const statements = prepared((db) => ({ all: db.select().from(database.tables.owners) }))
  await Promise.all(
    Array.from({ length: 20 }, () => database.unit((db) => statements(db).all.execute())),
  )
  const names = await database.unit(async (db) => {
    await statements(db).all.execute()
    return db
      .select({ name: sql<string>`name` })
      .from(sql`pg_prepared_statements`)
      .where(sql`name like 'etui_%'`)
  })
  expect(names).toHaveLength(1)
})

test('reads that share a connection: one that fails takes no other with it', async () => {
  const settings = { ...(await fresh()), poolSize: 4 }
  const database = await openShape(settings, sampleShape())
  onTestFinished(database.close)
  const { db, tables } = database
  const wrong = { it: sql<number>`1 / (length(name) - 1)` }
  await db.insert(tables.owners).values({ id: 'a', name: 'x' })
  const results = await Promise.allSettled([
    db.select({ id: tables.owners.id }).from(tables.owners),
    db.select(wrong).from(tables.owners),
    db.select({ id: tables.owners.id }).from(tables.owners),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('reads whose connection is lost fail, and the next ones get another', async () => {
  const settings = { ...(await fresh()), poolSize: 4 }
  const database = await openShape(settings, sampleShape())
  onTestFinished(database.close)
  const { db, tables } = database
  await db.insert(tables.owners).values({ id: 'a', name: 'x' })
  const slow = db.select({ id: tables.owners.id, wait: sql`pg_sleep(5)` }).from(tables.owners)
  const lost = expect(slow.then()).rejects.toThrow()
  await new Promise((resolve) => setTimeout(resolve, 50))
  await ask(settings.url, killOthers)
  await lost
  for (let count = 0; count < 5; count++) {
    expect(await db.select({ id: tables.owners.id }).from(tables.owners)).toEqual([{ id: 'a' }])
  }
})

test('a read never sees what a unit has not committed', async () => {
  const settings = await fresh()
  const database = await openShape(settings, sampleShape())
  onTestFinished(database.close)
  const { db, tables, unit } = database
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: isRead, resolve: read } = Promise.withResolvers<void>()
  const done = unit(async (inside) => {
    await inside.insert(tables.owners).values({ id: 'a', name: 'x' })
    begin()
    await isRead
  })
  await begun
  expect(await db.select().from(tables.owners)).toEqual([])
  read()
  await done
  expect(await db.select().from(tables.owners)).toHaveLength(1)
})

test('a last statement nobody waited for dooms its unit', async () => {
  const settings = await fresh()
  const database = await openShape(settings, sampleShape())
  onTestFinished(database.close)
  const { db, tables, unit } = database
  const doomed = unit(async (inside) => {
    await inside.insert(tables.owners).values({ id: 'a', name: 'x' })
    void inside
      .insert(tables.owners)
      .values({ id: 'a', name: 'twice' })
      .then(undefined, () => undefined)
    // Long enough for the statement to leave, and not for its answer.
    await Promise.resolve()
  })
  await expect(doomed).rejects.toThrow()
  expect(await db.select().from(tables.owners)).toEqual([])
})
