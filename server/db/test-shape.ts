import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import type { Columns } from './columns.ts'
import type { Shape } from './database.ts'

function define(c: Columns) {
  const owners = c.table('owners', { id: c.text().primaryKey(), name: c.text().notNull() })
  const things = c.table(
    'things',
    {
      id: c.text().primaryKey(),
      ownerId: c.text().references(() => owners.id),
      label: c.text(),
      big: c.integer().notNull().default(0),
      isGood: c.flag(),
      madeAt: c.instant(),
      raw: c.bytes(),
      facts: c.json<{ given: string; list: number[] }>(),
      state: c.oneOf(['open', 'closed']),
    },
    (t) => [
      c.uniqueIndex('things_label').on(t.label),
      c
        .uniqueIndex('things_one_open')
        .on(t.ownerId)
        .where(sql`${t.state} = 'open'`),
    ],
  )
  return { owners, things }
}
export type SampleTables = ReturnType<typeof define>

/** Two tables with every kind of column, and a key that is only checked at COMMIT when asked. */
export function sampleShape(): Shape<SampleTables> {
  const folder = mkdtempSync(join(tmpdir(), 'etui-shape-'))
  write(join(folder, 'sqlite'), [
    'create table owners (id text primary key, name text not null)',
    `create table things (id text primary key, owner_id text references owners(id), label text,
      big integer not null default 0, is_good integer, made_at integer, raw blob, facts text, state text)`,
    'create unique index things_label on things (label)',
    `create unique index things_one_open on things (owner_id) where state = 'open'`,
  ])
  write(join(folder, 'postgres'), [
    'create table owners (id text primary key, name text not null)',
    `create table things (id text primary key, owner_id text references owners(id) deferrable, label text,
      big bigint not null default 0, is_good boolean, made_at timestamptz(3), raw bytea, facts jsonb, state text)`,
    'create unique index things_label on things (label)',
    `create unique index things_one_open on things (owner_id) where state = 'open'`,
  ])
  return { define, migrations: folder }
}

/** The form in which drizzle-kit leaves its migrations. */
function write(folder: string, statements: readonly string[]): void {
  mkdirSync(join(folder, 'meta'), { recursive: true })
  const entries = [{ idx: 0, version: '6', when: 1, tag: '0000_sample', breakpoints: true }]
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ entries }))
  writeFileSync(join(folder, '0000_sample.sql'), statements.join('--> statement-breakpoint\n'))
}
