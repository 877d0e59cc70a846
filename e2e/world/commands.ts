import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { DemoServer } from './demo-server.ts'

const run = promisify(execFile)
const cli = fileURLToPath(new URL('../../server/cli.ts', import.meta.url))

/** Runs `pnpm etui …` beside a running server; answers what it said. Rejects when it failed. */
export async function etui(demo: DemoServer, ...parts: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], ...demo.environment }
  const { stdout } = await run(process.execPath, [cli, ...parts], { env })
  return stdout
}
