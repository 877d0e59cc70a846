import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isBuildStale } from './web-build.ts'

/** A project whose files were changed at these seconds. */
async function project(files: Readonly<Record<string, number>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'etui-build-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, changedAt] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), name)
    await utimes(join(folder, name), changedAt, changedAt)
  }
  return folder
}

const built = {
  'web/dist/card/index.html': 100,
  'web/dist/counter/index.html': 101,
  'web/dist/console/index.html': 102,
}
const sources = { 'web/card/main.ts': 50, 'shared/nir/nir.ts': 60, 'pnpm-lock.yaml': 70 }

test.each([
  ['nothing is built', { ...sources }, true],
  ['one app is missing', { ...sources, 'web/dist/card/index.html': 100 }, true],
  ['all is built after the last change', { ...sources, ...built }, false],
  ['a source of the web is newer', { ...sources, ...built, 'web/card/main.ts': 103 }, true],
  [
    'a shared source is newer than the first app built',
    { ...sources, ...built, 'shared/nir/nir.ts': 101 },
    true,
  ],
  ['a dependency is newer', { ...sources, ...built, 'pnpm-lock.yaml': 103 }, true],
  ['a test is newer', { ...sources, ...built, 'shared/nir/nir.test.ts': 103 }, false],
  [
    'what is installed is newer',
    { ...sources, ...built, 'web/node_modules/a/index.js': 103 },
    false,
  ],
])('%s: %#', async (_, files, isStale) => {
  expect(await isBuildStale(await project(files))).toBe(isStale)
})
