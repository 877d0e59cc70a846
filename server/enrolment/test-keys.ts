import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Clock } from '../clock.ts'
import { type FileKeys, openFileKeys } from '../keys/file-keys.ts'

const opened: { keys: FileKeys; folder: string }[] = []

/** Keys in a new folder of their own, gone when the file of tests ends. */
export async function testKeys(clock: Clock): Promise<FileKeys> {
  const folder = await mkdtemp(join(tmpdir(), 'etui-keys-'))
  const keys = await openFileKeys({ folder, clock })
  opened.push({ keys, folder })
  return keys
}

afterAll(async () => {
  for (const { keys, folder } of opened.splice(0)) {
    keys.close()
    await rm(folder, { recursive: true, force: true })
  }
})
