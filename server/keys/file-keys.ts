import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { fromHex } from '@etui/shared/bytes/hex.ts'
import type { Clock } from '../clock.ts'
import { ColumnCipher } from './column-cipher.ts'
import { bringUpToDate, drawKeys, drawRoot, rotateKey } from './draw-keys.ts'
import { epochKeptMs } from './epochs.ts'
import {
  readKeyFile,
  stampOf,
  type StoredGroup,
  type StoredKeys,
  type StoredRoot,
  whileLocked,
  writeKeyFile,
} from './key-file.ts'
import { type GroupKey, type Keys, KeysProblem, type SigningKey } from './keys.ts'
import { pointOf, privateKeyOf, scalarOf, signingKeyOf } from './p256.ts'

export interface FileKeysOptions {
  /** The data folder: keys go to `keys/`, the root to `root/`. */
  readonly folder: string
  readonly clock: Clock
  /** How often the file is looked at; below a minute. */
  readonly noticeMs?: number
  /** Told when a look failed; the keys in memory stay. */
  readonly onProblem?: (error: unknown) => void
}

/**
 * Keys in files of mode 600 in folders of mode 700, made on first start and replaced in one step. Throws KeysProblem when
 * others could read them. The root is read only to certify: once its folder is taken away, everything else works until the
 * list key's year ends.
 */
export async function openFileKeys(options: FileKeysOptions): Promise<FileKeys> {
  const keys = new FileKeys(options)
  await keys.refresh()
  return keys
}

/** What is ready for use of one state of the file. */
interface Ready {
  readonly stored: StoredKeys
  readonly list: SigningKey
  readonly issuers: readonly [SigningKey, ...SigningKey[]]
  readonly statuses: readonly [SigningKey, ...SigningKey[]]
  readonly groups: readonly GroupKey[]
  readonly cipher: ColumnCipher
}

export class FileKeys implements Keys {
  readonly #file: string
  readonly #rootFile: string
  readonly #clock: Clock
  readonly #timer: NodeJS.Timeout
  #stamp = ''
  #ready: Ready | undefined

  constructor({ folder, clock, noticeMs = 20_000, onProblem = () => undefined }: FileKeysOptions) {
    this.#file = join(folder, 'keys', 'keys.json')
    this.#rootFile = join(folder, 'root', 'root.json')
    this.#clock = clock
    this.#timer = setInterval(() => void this.refresh().catch(onProblem), noticeMs).unref()
  }

  /** Takes in what was rotated elsewhere, and makes the next epoch in time. */
  async refresh(): Promise<void> {
    const stamp = await stampOf(this.#file)
    const known = this.#ready?.stored
    if (known && stamp === this.#stamp && (await this.#upToDate(known)) === known) return
    await this.#change((keys) => keys)
  }

  async rotate(key: Parameters<Keys['rotate']>[0]): Promise<void> {
    await this.#change((keys) => rotateKey(keys, key, this.#now()))
  }

  rootPoint() {
    return fromHex(this.#keys.stored.root.point)
  }

  list() {
    const { list, stored } = this.#keys
    const { certificate, expiresAt } = stored.list
    return { ...list, certificate: fromHex(certificate), expiresAt: new Date(expiresAt) }
  }

  issuers() {
    return this.#keys.issuers
  }

  statuses() {
    return this.#keys.statuses
  }

  groups() {
    const since = this.#now() - epochKeptMs
    return this.#keys.groups.filter(({ to }) => to.getTime() > since)
  }

  storedGroups() {
    return this.#keys.groups
  }

  currentGroup() {
    const now = this.#now()
    const current = this.#keys.groups.findLast(
      ({ from, to }) => from.getTime() <= now && now < to.getTime(),
    )
    if (!current) throw new KeysProblem('No group key is of today')
    return current
  }

  sealColumn(...[place, rowKey, text]: Parameters<Keys['sealColumn']>) {
    return this.#keys.cipher.seal(place, rowKey, text)
  }

  openColumn(...[place, rowKey, sealed]: Parameters<Keys['openColumn']>) {
    return this.#keys.cipher.open(place, rowKey, sealed)
  }

  lookupHash(...[kind, value]: Parameters<Keys['lookupHash']>) {
    return hmacOf(this.#keys.stored.lookup, `${kind}\0${value}`)
  }

  hmac(...[secret, message]: Parameters<Keys['hmac']>) {
    return hmacOf(this.#keys.stored[secret], message)
  }

  assertReady() {
    this.currentGroup()
    if (this.#keys.stored.list.expiresAt <= this.#now()) {
      throw new KeysProblem(
        'The list key has expired: put the root folder back, so that it is renewed',
      )
    }
  }

  close() {
    clearInterval(this.#timer)
  }

  get #keys(): Ready {
    if (!this.#ready) throw new TypeError('The keys were not opened')
    return this.#ready
  }

  #now(): number {
    return this.#clock().getTime()
  }

  async #upToDate(keys: StoredKeys): Promise<StoredKeys> {
    return bringUpToDate(keys, await readKeyFile<StoredRoot>(this.#rootFile), this.#now())
  }

  /** Reads, changes and writes the file while nobody else does; writes only what changed. */
  async #change(change: (keys: StoredKeys) => StoredKeys | Promise<StoredKeys>): Promise<void> {
    await whileLocked(this.#file, async () => {
      const before = await readKeyFile<StoredKeys>(this.#file)
      const after = await this.#upToDate(await change(before ?? (await this.#firstKeys())))
      if (after !== before) await writeKeyFile(this.#file, after)
      this.#ready = await makeReady(after)
      this.#stamp = await stampOf(this.#file)
    })
  }

  async #firstKeys(): Promise<StoredKeys> {
    let root = await readKeyFile<StoredRoot>(this.#rootFile)
    if (!root) {
      root = drawRoot()
      await writeKeyFile(this.#rootFile, root)
    }
    return drawKeys(root, this.#now())
  }
}

async function makeReady(stored: StoredKeys): Promise<Ready> {
  return {
    stored,
    list: await signingKeyOf(stored.list),
    issuers: await signingKeysOf(stored.issuers),
    statuses: await signingKeysOf(stored.statuses),
    groups: stored.groups.map(groupKeyOf),
    cipher: new ColumnCipher(stored.columns),
  }
}

async function signingKeysOf(
  stored: StoredKeys['issuers'],
): Promise<[SigningKey, ...SigningKey[]]> {
  const [current, ...others] = await Promise.all(stored.map(signingKeyOf))
  if (!current) throw new KeysProblem('The key file holds no current key')
  return [current, ...others]
}

function groupKeyOf(stored: StoredGroup): GroupKey {
  const privateKey = privateKeyOf(stored.pkcs8)
  return {
    gkid: stored.gkid,
    from: new Date(stored.from),
    to: new Date(stored.to),
    point: pointOf(privateKey),
    privateKey,
    scalar: scalarOf(privateKey),
  }
}

function hmacOf(secret: string, message: Uint8Array | string): Buffer {
  return createHmac('sha256', Buffer.from(secret, 'base64')).update(message).digest()
}
