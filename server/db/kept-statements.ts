import type { Database as Connection, Statement } from 'better-sqlite3'

export type Method = 'run' | 'all' | 'values' | 'get'
type Row = unknown[]
type Kept = Statement<unknown[], Row>

/** Enough for every text of the server many times over; lists of varying length make new texts. */
const mostKept = 2_000

/** The statements of one SQLite connection, compiled once and kept by their text. */
export class KeptStatements {
  readonly #connection: Connection
  readonly #kept = new Map<string, Kept>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  isReading(text: string): boolean {
    return this.#prepare(text).readonly
  }

  /** Rows as arrays, in the shape drizzle's proxy expects: one row for `get`, else all. */
  execute(text: string, params: unknown[], method: Method): { rows: Row[] } {
    const statement = this.#prepare(text)
    if (!statement.reader) {
      statement.run(...params)
      return { rows: [] }
    }
    // The proxy types `rows` as a list, and reads a single row from it when it asked for one.
    if (method === 'get') return { rows: statement.get(...params) as unknown as Row[] }
    return { rows: statement.all(...params) }
  }

  #prepare(text: string): Kept {
    const kept = this.#kept.get(text)
    if (kept) return kept
    const statement = this.#connection.prepare<unknown[], Row>(planned(text))
    if (statement.reader) statement.raw()
    if (this.#kept.size >= mostKept) {
      for (const oldest of this.#kept.keys()) {
        this.#kept.delete(oldest)
        break
      }
    }
    this.#kept.set(text, statement)
    return statement
  }
}

/**
 * A query planned once. SQLite with STAT4, as better-sqlite3 builds it, plans a query anew at each execution whose parameter
 * it compares with an indexed column (sqlite.org/c3ref/prepare.html, the third of the differences of `prepare_v3`), unless
 * it finds a single row by a unique key: up to ten times the query's own cost. A parameter within a scalar subquery is a
 * value like any other, and is found in the same index.
 */
function planned(text: string): string {
  if (!text.startsWith('select')) return text
  return text.replace(/'[^']*'|"[^"]*"|\?/g, (part) => (part === '?' ? '(select ?)' : part))
}
