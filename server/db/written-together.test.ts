import { eq, sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { givenAs, givenRows, writeRows } from './given-rows.ts'
import { prepared } from './prepared.ts'
import { forEachEngine } from './test-engines.ts'
import { sampleShape } from './test-shape.ts'
import { writtenTogether } from './written-together.ts'

const fields = {
  id: 'text',
  label: 'text',
  big: 'integer',
  isGood: 'flag',
  madeAt: 'instant',
  raw: 'bytes',
} as const

interface Thing {
  readonly id: string
  readonly label: string | null
  readonly big: number
  readonly isGood: boolean | null
  readonly madeAt: Date | null
  readonly raw: Buffer | null
}

forEachEngine('lone writes of many', (open) => {
  /** Things added together or alone, and how many went in each statement. */
  async function world() {
    const database = await open(sampleShape())
    const { things } = database.tables
    const run = prepared((db) => ({
      all: db
        .insert(things)
        .select(givenAs(things, fields, givenRows(database.engine, fields)))
        .returning({ id: things.id }),
      alone: db.insert(things).values({
        id: sql.placeholder('id'),
        label: sql.placeholder('label'),
        big: sql.placeholder('big'),
        isGood: sql.placeholder('isGood'),
        madeAt: sql.placeholder('madeAt'),
        raw: sql.placeholder('raw'),
      }),
    }))(database.db)
    const sizes: number[] = []
    const add = writtenTogether(database, {
      async all(rows: readonly Thing[]) {
        sizes.push(rows.length)
        await run.all.execute({ rows: writeRows(rows.map((row) => ({ ...row }))) })
        return rows.map(({ id }) => id)
      },
      async alone(row: Thing) {
        sizes.push(1)
        await run.alone.execute({ ...row })
        return row.id
      },
    })
    const rows = () => database.db.select().from(things).orderBy(things.id)
    return { database, things, add, sizes, rows }
  }

  test('are one statement on PostgreSQL, exactly, and each is answered its own', async () => {
    const { add, sizes, rows } = await world()
    const all = names(30).map((id) => thing(id))
    expect(await Promise.all(all.map((each) => add(each)))).toEqual(all.map(({ id }) => id))
    expect(sizes.toSorted(byNumber)).toEqual(
      open.engine === 'postgres' ? [6, 24] : all.map(() => 1),
    )
    expect(await rows()).toEqual(
      all.map((each) => ({ ...each, ownerId: null, facts: null, state: null })),
    )
    const empty = { id: 'z', label: null, big: 0, isGood: null, madeAt: null, raw: null }
    await Promise.all([add(empty), add(thing('zz'))])
    expect((await rows()).at(-2)).toMatchObject(empty)
  })

  test('one that fails takes nothing from the others', async () => {
    const { add, rows } = await world()
    // The label of things is unique.
    await add(thing('a'))
    const wrong = { ...thing('d'), label: 'label a' }
    const outcomes = await Promise.allSettled([thing('b'), wrong, thing('c')].map(add))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await rows()).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  test('are committed before their answer', async () => {
    const { database, things, add, rows } = await world()
    const seen = names(10).map(async (id) => {
      await add(thing(id))
      const [row] = await database.db.select().from(things).where(eq(things.id, id))
      return row?.label
    })
    expect(await Promise.all(seen)).toEqual(names(10).map((id) => `label ${id}`))
    expect(await rows()).toHaveLength(10)
  })

  test('within a unit are part of it, and undone with it', async () => {
    const { database, add, rows } = await world()
    const outside: Promise<string>[] = []
    const unit = database.unit(async () => {
      await add(thing('inside'))
      throw new RangeError('no')
    })
    outside.push(add(thing('a')), add(thing('b')))
    await expect(unit).rejects.toThrow('no')
    expect(await Promise.all(outside)).toEqual(['a', 'b'])
    expect((await rows()).map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test('go on after many groups, some of which failed', async () => {
    const { add, rows } = await world()
    const all = names(200).map((id, index) =>
      index % 50 === 49 ? { ...thing(id), label: 'label n000' } : thing(id),
    )
    const outcomes = await Promise.allSettled(all.map((each) => add(each)))
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4)
    expect(await rows()).toHaveLength(196)
  })
})

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `n${String(index).padStart(3, '0')}`)
}

function thing(id: string): Thing {
  return {
    id,
    label: `label ${id}`,
    big: 2 ** 40,
    isGood: id < 'n010',
    madeAt: new Date('2026-11-21T10:00:00.123Z'),
    raw: Buffer.from([0, 255, 128]),
  }
}

function byNumber(a: number, b: number): number {
  return a - b
}
