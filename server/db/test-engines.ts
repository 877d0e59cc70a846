import { randomUUID } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, inject, onTestFinished } from 'vitest'
import type { Database, DatabaseSettings, Shape } from './database.ts'
import { etuiShape, openShape } from './open-database.ts'
import type { Tables } from './tables.ts'
import { runStatement } from './test-statement.ts'

export type Engine = DatabaseSettings['engine']

/** Opens a new empty database with our tables, or those of another shape; it is closed when the test or the file ends. */
export interface Open {
  (): Promise<Database>
  <T>(shape: Shape<T>): Promise<Database<T>>
  readonly engine: Engine
}

/** Runs a suite of tests on a real SQLite file and again on a real PostgreSQL. */
export function forEachEngine(name: string, suite: (open: Open) => void): void {
  for (const engine of ['sqlite', 'postgres'] as const) {
    describe(`${name} (${engine})`, () => {
      const ends: (() => Promise<void>)[] = []
      afterAll(async () => {
        for (const end of ends.splice(0)) await end()
      })
      async function open<T = Tables>(shape?: Shape<T>): Promise<Database<T>> {
        const isOurs = shape === undefined
        const fresh = engine === 'sqlite' ? await freshFile(isOurs) : await freshDatabase(isOurs)
        // Without a shape, T is its default, our own tables.
        const asked = shape ?? (etuiShape as unknown as Shape<T>)
        const database = await openShape(fresh.settings, asked)
        atEnd(ends, async () => {
          await database.close()
          await fresh.remove()
        })
        return database
      }
      suite(Object.assign(open, { engine }))
    })
  }
}

interface Fresh {
  settings: DatabaseSettings
  remove(): Promise<void>
}

/** Settings of a SQLite file in a folder of its own; `isMigrated`: with our tables. */
export async function freshFile(isMigrated = false): Promise<Fresh> {
  const folder = await mkdtemp(join(tmpdir(), 'etui-sqlite-'))
  const file = join(folder, 'etui.db')
  if (isMigrated) await copyFile(inject('templates').sqlite, file)
  return {
    settings: { engine: 'sqlite', file },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Settings of a new database in the run's PostgreSQL; `isMigrated`: with our tables. */
export async function freshDatabase(isMigrated = false): Promise<Fresh> {
  const server = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const from = isMigrated ? ` template ${inject('templates').postgres} strategy file_copy` : ''
  await runStatement(server, `create database ${name}${from}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    settings: { engine: 'postgres', url: url.href, poolSize: 8 },
    remove: () => runStatement(server, `drop database ${name} with (force)`),
  }
}

/** At the end of the running test; of the file, when opened in its `beforeAll`. */
function atEnd(ends: (() => Promise<void>)[], end: () => Promise<void>): void {
  try {
    onTestFinished(end)
  } catch {
    ends.push(end)
  }
}
