import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkBlobName } from '../blob/blob-store.ts'
import type { Keys } from '../keys/keys.ts'

/**
 * A random key for each check, 32 bytes, which seals its films. They lie in a folder of their own that no backup holds:
 * once a key is destroyed, no copy of the films anywhere opens again.
 */
export interface CheckKeys {
  /** The check's key, drawn at the first call. */
  make(checkId: string): Promise<Buffer>
  get(checkId: string): Promise<Buffer | undefined>
  /** Again does no harm. */
  destroy(checkId: string): Promise<void>
  /** The checks that have a key. */
  list(): Promise<readonly string[]>
}

const place = 'check_keys.secret'

/** By this file tar, restic, borg and others know a folder that no backup is to hold (Cache Directory Tagging, bford.info). */
const backupTag = 'CACHEDIR.TAG'
const backupSigned = 'Signature: 8a477f597d28d172789f06886806bc55\n'

/** One file a key, of mode 600, sealed by the column key for this check alone. */
export function folderCheckKeys(
  folder: string,
  keys: Pick<Keys, 'sealColumn' | 'openColumn'>,
): CheckKeys {
  const fileOf = (checkId: string) => join(folder, checkBlobName(checkId))

  async function get(checkId: string): Promise<Buffer | undefined> {
    const sealed = await readFile(fileOf(checkId)).catch(ignoreMissing)
    return sealed && Buffer.from(keys.openColumn(place, checkId, sealed), 'base64')
  }

  return {
    get,

    async make(checkId) {
      const known = await get(checkId)
      if (known) return known
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeFile(join(folder, backupTag), backupSigned, { flag: 'wx' }).catch(ignoreExisting)
      const drawn = randomBytes(32)
      const draft = `${fileOf(checkId)}.${randomUUID()}`
      await writeFile(draft, keys.sealColumn(place, checkId, drawn.toString('base64')), {
        mode: 0o600,
        flush: true,
      })
      // A link is made by one only: whoever comes second takes the key that is there.
      const isFirst = await link(draft, fileOf(checkId)).then(() => true, ignoreExisting)
      await unlink(draft)
      await flush(folder)
      const key = isFirst ? drawn : await get(checkId)
      if (!key) throw new TypeError('the key of a check was destroyed while it was made')
      return key
    },

    async destroy(checkId) {
      const file = fileOf(checkId)
      const handle = await open(file, 'r+').catch(ignoreMissing)
      if (!handle) return
      try {
        // Over the bytes themselves first: a name that is gone may leave them on the disk.
        await handle.write(randomBytes((await handle.stat()).size), 0)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await unlink(file).catch(ignoreMissing)
      await flush(folder)
    },

    async list() {
      const names = (await readdir(folder).catch(ignoreMissing)) ?? []
      return names.filter((name) => !name.includes('.')).toSorted()
    },
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
  if (isErrno(error, 'ENOENT')) return undefined
  throw error
}

function ignoreExisting(error: unknown): false {
  if (isErrno(error, 'EEXIST')) return false
  throw error
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
