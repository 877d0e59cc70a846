import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { type BlobStore, checkBlobName } from './blob-store.ts'

/** A write under way ends so; whoever lists does not see it. */
const draftEnd = '.draft'

/**
 * Objects as files of mode 600 below one folder. A file appears whole: it is written beside, flushed, then renamed, and
 * its folder flushed; a process killed in between leaves a draft that `remove` takes with the rest.
 */
export function folderBlobs(folder: string): BlobStore {
  const pathOf = (name: string) => join(folder, checkBlobName(name))

  return {
    async put(name, bytes) {
      const file = pathOf(name)
      const parent = dirname(file)
      const draft = `${file}.${randomUUID()}${draftEnd}`
      await makeFolder(parent)
      try {
        await flushed(draft, bytes)
        await rename(draft, file)
      } catch (error) {
        await unlink(draft).catch(ignoreMissing)
        throw error
      }
      await flush(parent)
    },

    get: (name) => readFile(pathOf(name)).catch(ignoreMissing),

    async list(path) {
      const files = await filesBelow(pathOf(path))
      return files
        .filter((file) => !file.endsWith(draftEnd))
        .map((file) => relative(folder, file).split(sep).join('/'))
        .toSorted()
    },

    async remove(path) {
      const root = pathOf(path)
      const files = await filesBelow(root)
      await rm(root, { recursive: true, force: true })
      await flush(dirname(root)).catch(ignoreMissing)
      return files.filter((file) => !file.endsWith(draftEnd)).length
    },
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    ignoreMissing,
  )
  return (entries ?? [])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Makes what is missing of a path, and flushes the folder that the first new one is named in. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = folder; made !== dirname(first); made = dirname(made)) await flush(dirname(made))
}

async function flushed(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
