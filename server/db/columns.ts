import type { sqliteColumns } from './columns.sqlite.ts'

/**
 * The column kinds both engines store alike: `text`, `integer`, `flag`, `instant`, `bytes`, `json`, `oneOf`; and `table`,
 * `index`, `uniqueIndex` (with `.where` when partial), `primaryKey({ columns })`. SQLite's builders lend their types; only
 * values cross this line. Names become snake_case.
 */
export type Columns = typeof sqliteColumns
