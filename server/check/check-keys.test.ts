import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testKeys } from '../enrolment/test-keys.ts'
import { folderCheckKeys } from './check-keys.ts'

test('the folder of keys tells backups to leave it out, and that is no key', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'etui-keys-'))
  onTestFinished(() => rm(parent, { recursive: true, force: true }))
  const folder = join(parent, 'check-keys')
  const keys = folderCheckKeys(folder, await testKeys(() => new Date()))
  await keys.make('one')
  const tag = join(folder, 'CACHEDIR.TAG')
  expect(await readFile(tag, 'utf8')).toMatch(/^Signature: 8a477f597d28d172789f06886806bc55$/m)
  // Whatever an operator wrote there stays.
  await writeFile(tag, 'Signature: 8a477f597d28d172789f06886806bc55\n# ours\n')
  await keys.make('two')
  expect(await readFile(tag, 'utf8')).toContain('# ours')
  expect(await keys.list()).toEqual(['one', 'two'])
})
