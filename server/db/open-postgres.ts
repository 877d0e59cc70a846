import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Pool, type PoolClient, type QueryArrayConfig, types } from 'pg'
import { Refusal } from '@etui/shared/refusal.ts'
import { postgresColumns } from './columns.postgres.ts'
import type { Database, Shape } from './database.ts'
import { isContention } from './failures.ts'
import { joined } from './group-commit.ts'
import { withoutTransaction } from './open-sqlite.ts'
import { gathered, ReadingLanes } from './reading-lanes.ts'
import { together } from './together.ts'
import { inUnit, liveUnit, runInScope, type Unit, unitScope } from './unit-scope.ts'

interface PostgresUnit extends Unit {
  readonly client: PoolClient
}

/** Any number that is only ours: nodes started together migrate one after the other. */
const migrationLock = 3_884_001

/**
 * PostgreSQL: a unit is a transaction on a pooled connection of its own, a lone write one by itself; reads outside share
 * a few connections. Nothing waits for an earlier answer unless its code does. Statements with a name are prepared once
 * on each connection.
 */
export async function openPostgres<T>(
  settings: { readonly url: string; readonly poolSize: number },
  shape: Shape<T>,
): Promise<Database<T>> {
  const pool = connectPool(settings)
  try {
    await bringUpToDate(pool, join(shape.migrations, 'postgres'))
  } catch (error) {
    await pool.end()
    throw error
  }
  const scope = unitScope<PostgresUnit>()
  const lanes = new ReadingLanes(pool, lanesOf(settings.poolSize))

  const router = {
    query(config: QueryArrayConfig, params: unknown[]) {
      const unit = liveUnit(scope)
      if (unit) return inUnit(unit, () => gathered(unit.client).query(config, params))
      return config.text.startsWith('select')
        ? lanes.query(config, params)
        : pool.query(config, params)
    },
  }
  // drizzle asks of its client nothing but `query`.
  const db = withoutTransaction(drizzle(router as unknown as Pool, { casing: 'snake_case' }))

  async function transaction<V>(work: () => Promise<V>): Promise<V> {
    const client = await pool.connect().catch(busy)
    const unit: PostgresUnit = { client, state: 'live', failure: undefined }
    let isBroken = true
    try {
      // Not waited for: what follows on this connection is answered after it.
      const begun = gathered(client).query('begin').catch(busy)
      const [value] = await together([runInScope(scope, unit, work), begun])
      unit.state = 'ended'
      if (unit.failure) throw unit.failure.error
      const { command } = await client.query('commit').catch(busy)
      // PostgreSQL answers ROLLBACK, not an error, to the COMMIT of a transaction it had given up.
      if (command !== 'COMMIT') throw failureOf(unit)
      isBroken = false
      return value
    } catch (error) {
      unit.state = 'ended'
      if (isBroken)
        isBroken = await client.query('rollback').then(
          () => false,
          () => true,
        )
      if (isContention(error)) throw new Refusal('database-busy', {}, { cause: error })
      throw error
    } finally {
      client.release(isBroken)
    }
  }

  return {
    engine: 'postgres',
    tables: shape.define(postgresColumns),
    db,
    unit(work) {
      const outer = liveUnit(scope)
      return outer ? joined(outer, () => work(db)) : transaction(() => work(db))
    },
    isInUnit: () => liveUnit(scope) !== undefined,
    ping: async () => void (await pool.query('select 1')),
    close: async () => {
      await lanes.close()
      await pool.end()
    },
  }
}

/** Why a unit that was to be committed was not: a statement nobody waited for, or PostgreSQL itself. */
function failureOf({ failure }: Unit): unknown {
  return failure ? failure.error : new Refusal('database-busy')
}

/** Most of the pool is for units; a slow read must not hold up every other. */
function lanesOf(poolSize: number): number {
  return Math.max(1, Math.floor(poolSize / 4))
}

const sessionSettings = {
  timezone: 'UTC',
  lock_timeout: '5s',
  idle_in_transaction_session_timeout: '15s',
  // No disk has a head that moves: a few rows by their keys cost less than a whole small table, again and again.
  random_page_cost: '1.1',
} as const

function connectPool(settings: { readonly url: string; readonly poolSize: number }): Pool {
  const pool = new Pool({
    connectionString: settings.url,
    max: settings.poolSize,
    pipeline: true,
    connectionTimeoutMillis: 5_000,
    application_name: 'etui',
    options: Object.entries(sessionSettings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  })
  // An idle connection that breaks is replaced by the pool; the next query tells whether the database is gone.
  pool.on('error', () => undefined)
  // So is one that breaks while a unit holds it: the unit's next query, or its COMMIT, tells.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

async function bringUpToDate(pool: Pool, migrationsFolder: string): Promise<void> {
  const client = await pool.connect()
  try {
    // Another node may migrate for long; waiting for it is right.
    await client.query('set lock_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await migrate(drizzle(client), { migrationsFolder })
  } finally {
    // Ends the session, and with it the lock, whatever state it is in.
    client.release(true)
  }
}

/** Sums and counts are 64-bit or exact numbers on the wire; ours all fit a safe integer, and one that does not is a fault. */
function parseInteger(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError('The database answered an integer that is not safe')
  }
  return value
}
types.setTypeParser(types.builtins.INT8, parseInteger)
types.setTypeParser(types.builtins.NUMERIC, parseInteger)

function busy(cause: unknown): never {
  throw new Refusal('database-busy', {}, { cause })
}
