import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Writes what has changed in server/db/tables as migrations of both engines, into server/migrations. Takes a name for
 * them as its argument: `pnpm migrations add-blocks`. Files already committed are never edited.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const name = process.argv[2]

for (const [engine, dialect] of [
  ['sqlite', 'sqlite'],
  ['postgres', 'postgresql'],
] as const) {
  const options = {
    dialect,
    schema: './server/db/schema.ts',
    out: `./server/migrations/${engine}`,
    casing: 'snake_case',
    ...(name && { name }),
  }
  const flags = Object.entries(options).map(([key, value]) => `--${key}=${value}`)
  execFileSync('node_modules/.bin/drizzle-kit', ['generate', ...flags], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ETUI_SCHEMA: engine },
  })
}
