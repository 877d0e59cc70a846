import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import { GroupCommit, groupLimits, type Transactions } from './group-commit.ts'
import { openShape } from './open-database.ts'
import { prepared } from './prepared.ts'
import { assertSettings, connect, transactionsOf } from './sqlite-connection.ts'
import { freshFile } from './test-engines.ts'
import { sampleShape } from './test-shape.ts'
import { type Unit, unitScope } from './unit-scope.ts'

const shape = sampleShape()

async function file(): Promise<string> {
  const { settings, remove } = await freshFile()
  onTestFinished(remove)
  return settings.engine === 'sqlite' ? settings.file : expect.fail()
}

describe('a SQLite connection', () => {
  test.each(['read', 'write'] as const)('to %s answers every setting it was given', async (use) => {
    const connection = connect(await file(), use)
    onTestFinished(() => void connection.close())
    expect(connection.pragma('synchronous', { simple: true })).toBe(2)
    expect(connection.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(() => assertSettings(connection)).not.toThrow()
  })

  test('is refused when SQLite does not write through', async () => {
    const connection = connect(await file(), 'write')
    onTestFinished(() => void connection.close())
    connection.pragma('synchronous = normal')
    expect(() => assertSettings(connection)).toThrow('synchronous = 1, not 2')
  })
})

describe('a SQLite file', () => {
  test('is refused to a second process while the first lives, and is free after', async () => {
    const path = await file()
    const first = await openShape({ engine: 'sqlite', file: path }, shape)
    const open = `
      import { openDatabase } from ${JSON.stringify(new URL('./open-database.ts', import.meta.url).href)}
      try { await (await openDatabase({ engine: 'sqlite', file: process.argv[1] })).close(); console.log('opened') }
      catch (error) { console.log(error.name + ': ' + error.message) }`
    const inAnotherProcess = () =>
      execFileSync(process.execPath, ['--input-type=module-typescript', '-e', open, path], {
        encoding: 'utf8',
      })
    expect(inAnotherProcess()).toContain(`DatabaseHeld: ${path} is already open in another`)
    await first.close()
    const other = await file()
    const second = await openShape({ engine: 'sqlite', file: other }, shape)
    await second.close()
    const again = await openShape({ engine: 'sqlite', file: path }, shape)
    await again.close()
  })

  test('can be read by its owner only', async () => {
    const path = await file()
    const database = await openShape({ engine: 'sqlite', file: path }, shape)
    onTestFinished(database.close)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600)
  })
})

/** A real connection whose steps can be watched and broken. */
async function group(change: (real: Transactions) => Partial<Transactions> = () => ({})) {
  const connection = connect(await file(), 'write')
  connection.exec('create table t (id text primary key)')
  onTestFinished(() => void connection.close())
  const real = transactionsOf(connection)
  let commits = 0
  const watched: Transactions = {
    ...real,
    commit: () => {
      real.commit()
      commits += 1
    },
    ...change(real),
  }
  const add = async (id: string) => void connection.prepare('insert into t values (?)').run(id)
  const ids = () => connection.prepare('select id from t order by id').pluck().all()
  const start = (limits = groupLimits) => new GroupCommit(watched, unitScope<Unit>(), limits)
  return { start, add, ids, commits: () => commits }
}

describe('group commit', () => {
  test('commits units of one moment together, and as many as its limit', async () => {
    const { start, add, ids, commits } = await group()
    const committing = start({ ...groupLimits, size: 8, gatherMs: 1_000 })
    await Promise.all(Array.from({ length: 20 }, (_, i) => committing.unit(() => add(`${i}`))))
    expect(commits()).toBe(3)
    expect(ids()).toHaveLength(20)
  })

  test('settles nobody before COMMIT has returned', async () => {
    const settled: string[] = []
    const seenAtCommit: number[] = []
    const { start, add } = await group((real) => ({
      commit: () => {
        seenAtCommit.push(settled.length)
        real.commit()
      },
    }))
    const committing = start()
    const units = ['a', 'b', 'c'].map((id) =>
      committing
        .unit(async () => {
          await add(id)
          await setImmediate()
          if (id === 'b') throw new Error('undo')
        })
        .then(
          () => settled.push(id),
          () => settled.push(id),
        ),
    )
    await Promise.all(units)
    expect(seenAtCommit).toEqual([0])
    expect(settled).toEqual(['a', 'b', 'c'])
  })

  test('rejects all when COMMIT fails, undoes all, and goes on', async () => {
    let failures = 1
    const { start, add, ids } = await group((real) => ({
      commit: () => {
        if (failures-- > 0) throw new Error('disk full')
        real.commit()
      },
    }))
    const committing = start()
    const results = await Promise.allSettled([
      committing.unit(() => add('a')),
      committing.unit(() => Promise.reject(new Error('own'))),
      committing.unit(() => add('c')),
    ])
    for (const result of results)
      expect(result).toMatchObject({ reason: new Refusal('database-busy') })
    expect(ids()).toEqual([])
    await committing.unit(() => add('later'))
    expect(ids()).toEqual(['later'])
  })

  test('rejects all when BEGIN fails', async () => {
    let failures = 1
    const { start, add, ids } = await group((real) => ({
      begin: () => {
        if (failures-- > 0) throw new Error('locked')
        real.begin()
      },
    }))
    const committing = start()
    const results = await Promise.allSettled(['a', 'b'].map((id) => committing.unit(() => add(id))))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await committing.unit(() => add('later'))
    expect(ids()).toEqual(['later'])
  })

  test('undoes a unit that takes too long, and lets the others live', async () => {
    const { start, add, ids } = await group()
    const committing = start({ ...groupLimits, unitMs: 30 })
    const results = await Promise.allSettled([
      committing.unit(() => add('a')),
      committing.unit(async () => {
        await add('slow')
        await new Promise(() => undefined)
      }),
      committing.unit(() => add('c')),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(ids()).toEqual(['a', 'c'])
  })

  test('ends what is under way before it closes, and takes nothing after', async () => {
    const { start, add, ids } = await group()
    const committing = start()
    const last = committing.unit(() => add('last'))
    await committing.close()
    await last
    expect(ids()).toEqual(['last'])
    await expect(committing.unit(() => add('late'))).rejects.toEqual(new Refusal('database-busy'))
  })
})

test('a statement prepared once reads several times faster than one built each time', async () => {
  const database = await openShape({ engine: 'sqlite', file: await file() }, shape)
  onTestFinished(database.close)
  const { db, tables } = database
  await db.insert(tables.things).values({ id: 'a', big: 1, madeAt: new Date() })
  const statements = prepared((handle) => ({
    find: handle
      .select()
      .from(tables.things)
      .where(eq(tables.things.id, sql.placeholder('id'))),
  }))
  const built = await rate(() => db.select().from(tables.things).where(eq(tables.things.id, 'a')))
  const once = await rate(() => statements(db).find.execute({ id: 'a' }))
  process.stdout.write(`reads a second: built each time ${built}, prepared once ${once}\n`)
  expect(once).toBeGreaterThan(built * 2)
})

async function rate(read: () => PromiseLike<unknown>): Promise<number> {
  for (let i = 0; i < 500; i += 1) await read()
  const start = performance.now()
  for (let i = 0; i < 3_000; i += 1) await read()
  return Math.round(3_000_000 / (performance.now() - start))
}
