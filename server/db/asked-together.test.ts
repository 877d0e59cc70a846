import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { askedTogether } from './asked-together.ts'
import type { Database } from './database.ts'
import { isGiven, mostGiven, writeList } from './given-rows.ts'
import { forEachEngine } from './test-engines.ts'

const at = new Date('2026-11-21T10:00:00Z')

forEachEngine('reads asked together', (open) => {
  /** The registry's id of people by their own, and how many were asked after in each statement. */
  async function world() {
    const database = await open()
    const { people } = database.tables
    const sizes: number[] = []
    const idOf = askedTogether(database, async (names: readonly string[]) => {
      sizes.push(names.length)
      const list = writeList(database, names)
      const rows = await database.db
        .select()
        .from(people)
        .where(isGiven(database, people.personId))
        .prepare()
        .execute({ list })
      const byName = new Map(rows.map((row) => [row.personId, row.registryId]))
      return names.map((name) => byName.get(name))
    })
    return { database, idOf, sizes }
  }

  test('answer everybody their own by one statement, whatever their names hold', async () => {
    const { database, idOf, sizes } = await world()
    const names = ['claire', `l'"eau`, 'a,b', '{c}', 'd\\e', 'NULL', '', 'é 😀', '[1]']
    for (const name of names) await add(database, name)
    const asked = ['nobody', ...names, 'claire']
    expect(await Promise.all(asked.map((name) => idOf(name)))).toEqual([
      undefined,
      ...names.map((name) => `r-${name}`),
      'r-claire',
    ])
    expect(sizes).toEqual([asked.length])
  })

  test('go as several statements where they are too many for one', async () => {
    const { database, idOf, sizes } = await world()
    await add(database, 'claire')
    const asked = Array.from({ length: 2 * mostGiven + 1 }, (_, index) =>
      index === mostGiven ? 'claire' : `nobody ${index}`,
    )
    const found = await Promise.all(asked.map((name) => idOf(name)))
    expect(found.filter((id) => id !== undefined)).toEqual(['r-claire'])
    expect(found[mostGiven]).toBe('r-claire')
    expect(sizes.toSorted()).toEqual([1, mostGiven, mostGiven].toSorted())
  })

  test('see what their own unit wrote, and nobody else does before its commit', async () => {
    const { database, idOf } = await world()
    await add(database, 'claire')
    const outside: Promise<string | undefined>[] = []
    const wrote = Promise.withResolvers<void>()
    const read = Promise.withResolvers<void>()
    const unit = database.unit(async () => {
      await add(database, 'ange')
      wrote.resolve()
      await read.promise
      const people = database.tables.people
      await database.db.update(people).set({ registryId: 'new' }).where(eq(people.personId, 'ange'))
      return Promise.all([idOf('ange'), idOf('claire')])
    })
    await wrote.promise
    outside.push(idOf('ange'), idOf('claire'))
    expect(await Promise.all(outside)).toEqual([undefined, 'r-claire'])
    read.resolve()
    expect(await unit).toEqual(['new', 'r-claire'])
    expect(await idOf('ange')).toBe('new')
  })

  test('fail together, and the next ones are read again', async () => {
    const database = await open()
    let isDown = true
    const twice = askedTogether(database, async (numbers: readonly number[]) => {
      if (isDown) throw new Error('down')
      return numbers.map((each) => 2 * each)
    })
    const failed = await Promise.allSettled([twice(1), twice(2)])
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    isDown = false
    expect(await Promise.all([twice(1), twice(2)])).toEqual([2, 4])
  })
})

function add({ db, tables }: Database, personId: string) {
  const nirHash = Buffer.from(personId)
  return db
    .insert(tables.people)
    .values({ personId, registryId: `r-${personId}`, nirHash, createdAt: at })
}
