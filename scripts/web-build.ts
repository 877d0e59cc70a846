import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const apps = ['card', 'counter', 'console']
const sources = ['web', 'shared', 'pnpm-lock.yaml']
/** Not sources: what is installed, what is built, and tests. */
const passedOver = /(^|\/)(node_modules|dist|vectors)$|\.test\.ts$/

/** Whether the built apps are missing, or older than a source of theirs. `folder` is the project's. */
export async function isBuildStale(folder: string = root): Promise<boolean> {
  const built = await Promise.all(
    apps.map((app) => changedAt(join(folder, 'web/dist', app, 'index.html'))),
  )
  const oldest = Math.min(...built.map((at) => at ?? -Infinity))
  for (const source of sources) {
    if (await isNewer(join(folder, source), oldest)) return true
  }
  return oldest === -Infinity
}

async function isNewer(path: string, than: number): Promise<boolean> {
  if (passedOver.test(path)) return false
  const found = await stat(path).catch(() => undefined)
  if (!found) return false
  if (!found.isDirectory()) return found.mtimeMs > than
  for (const name of await readdir(path)) {
    if (await isNewer(join(path, name), than)) return true
  }
  return false
}

async function changedAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs
}
