import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { test } from '@playwright/test'

const patienceMs = 90_000

/**
 * What takes long to make and is the same for every test: made by the first worker that asks, read by the others out of the
 * run's own folder, which the next run empties. A worker that waited in vain for another makes it again.
 */
export async function oncePerRun(name: string, make: () => Promise<string>): Promise<string> {
  const folder = test.info().project.outputDir
  // All workers of a run are children of one process.
  const path = join(folder, `${name}-${process.ppid}`)
  const until = Date.now() + patienceMs
  for (;;) {
    const kept = await readFile(path, 'utf8').catch(() => undefined)
    if (kept) return kept
    await mkdir(folder, { recursive: true })
    const lock = await open(`${path}.lock`, 'wx').catch(() => undefined)
    if (!lock && Date.now() < until) {
      await wait(100)
      continue
    }
    try {
      const made = await make()
      // Another run may have emptied the folder meanwhile.
      await mkdir(folder, { recursive: true })
      await writeFile(`${path}.new`, made)
      await rename(`${path}.new`, path)
      return made
    } finally {
      await lock?.close()
      await rm(`${path}.lock`, { force: true })
    }
  }
}
