import { type FileHandle, mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseHeld, holdAlone } from '../db/sole-process.ts'
import { KeysProblem } from './keys.ts'

/** A key as it lies in the file: the private half as PKCS #8 in base64, instants in milliseconds. */
export interface StoredKey {
  readonly pkcs8: string
  readonly from: number
  readonly until?: number
}

export interface StoredGroup {
  readonly gkid: number
  readonly pkcs8: string
  readonly from: number
  readonly to: number
}

/** Everything the running server needs. Newest key first; secrets are 32 bytes in base64. */
export interface StoredKeys {
  readonly version: 1
  readonly root: { readonly point: string }
  readonly list: StoredKey & { readonly certificate: string; readonly expiresAt: number }
  readonly issuers: readonly StoredKey[]
  readonly statuses: readonly StoredKey[]
  readonly groups: readonly StoredGroup[]
  readonly columns: readonly { readonly number: number; readonly secret: string }[]
  readonly lookup: string
  readonly pepper: string
  readonly decoy: string
  readonly nonce: string
}

/** The root lies apart, in a folder that can be taken off the machine: it only certifies. */
export interface StoredRoot {
  readonly version: 1
  readonly pkcs8: string
}

/** Reads a key file, or undefined when there is none. Throws KeysProblem when anybody else could read it. */
export async function readKeyFile<T>(file: string): Promise<T | undefined> {
  const state = await stat(file).catch(ignoreMissing)
  if (!state) return undefined
  await refuseLooseModes(file, state.mode)
  // Written only by writeKeyFile below, and readable by nobody else.
  return JSON.parse(await readFile(file, 'utf8')) as T
}

/** What changes when the file is replaced. */
export async function stampOf(file: string): Promise<string> {
  const state = await stat(file).catch(ignoreMissing)
  return state ? `${state.ino} ${state.mtimeMs} ${state.size}` : ''
}

/** Replaces a key file in one step, on the disk before it returns; a crash leaves the old one or the new one. Only under
 * the lock: two at once would share a draft. */
export async function writeKeyFile(file: string, content: StoredKeys | StoredRoot): Promise<void> {
  const folder = dirname(file)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await refuseLooseModes(folder, (await stat(folder)).mode)
  const draft = `${file}.new`
  await withFile(draft, 'w', async (handle) => {
    await handle.writeFile(JSON.stringify(content, undefined, 2))
    await handle.sync()
  })
  await rename(draft, file)
  await withFile(folder, 'r', (handle) => handle.sync())
}

const lockPatienceMs = 5_000

/** Runs one change of a key file while no other process changes it; the lock ends with the process, however that ends. */
export async function whileLocked<T>(file: string, change: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const release = await waitForLock(file)
  try {
    return await change()
  } finally {
    release()
  }
}

async function waitForLock(file: string): Promise<() => void> {
  const until = performance.now() + lockPatienceMs
  for (;;) {
    try {
      return holdAlone(file)
    } catch (cause) {
      if (!(cause instanceof DatabaseHeld)) throw cause
      if (performance.now() > until) {
        throw new KeysProblem(`${file} is being changed by another process`, { cause })
      }
      await pause(20)
    }
  }
}

async function refuseLooseModes(path: string, mode: number): Promise<void> {
  if ((mode & 0o077) === 0 || process.platform === 'win32') return
  throw new KeysProblem(`${path} can be read by others; run: chmod go-rwx ${path}`)
}

async function withFile(
  path: string,
  flags: string,
  use: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await open(path, flags, 0o600)
  try {
    await use(handle)
  } finally {
    await handle.close()
  }
}

function ignoreMissing(error: unknown): undefined {
  if (isErrno(error, 'ENOENT')) return undefined
  throw error
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
