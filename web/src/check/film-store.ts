import { openDB, type DBSchema } from 'idb'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { utf8 } from '@etui/shared/bytes/bytes.ts'
import type { RecordingKind } from '@etui/shared/enrolment/recording.ts'
import { filmsName } from './forget-films.ts'
import { drawBytes } from '../vault/draw-bytes.ts'

/** A film of a check as it was taken, and the machine-readable lines seen in it. */
export interface Film {
  readonly kind: RecordingKind
  readonly content: Blob
  readonly durationMs: number
  /** of the document, when all its check digits fit */
  readonly lines: readonly string[]
}

/** A film on the disk, opened. */
export interface KeptFilm extends Film {
  /** where its upload goes on, once the server has named the place */
  readonly uploadUrl: string | null
}

/**
 * The films of a check that are not all sent yet: sealed on the disk (AES-256-GCM, a key of its own for each that no script
 * can read out), so that an app closed in the middle goes on. `take` is what they were made for: the check, and for a face
 * its challenge; asking for another forgets them.
 */
export interface FilmStore {
  keep(take: string, film: Film): Promise<void>
  find(take: string, kind: RecordingKind): Promise<KeptFilm | undefined>
  nameUpload(kind: RecordingKind, uploadUrl: string): Promise<void>
  forget(kind: RecordingKind): Promise<void>
  forgetAll(): Promise<void>
}

interface FilmRecord {
  readonly kind: RecordingKind
  readonly take: string
  readonly key: CryptoKey
  readonly sealed: Sealed
  readonly sealedLines: Sealed
  readonly type: string
  readonly durationMs: number
  readonly uploadUrl: string | null
}

interface Sealed {
  readonly nonce: Bytes
  readonly bytes: ArrayBuffer
}

interface Schema extends DBSchema {
  films: { key: RecordingKind; value: FilmRecord }
}

export function openFilmStore(name = filmsName): FilmStore {
  const opening = openDB<Schema>(name, 1, {
    upgrade: (database) => void database.createObjectStore('films', { keyPath: 'kind' }),
    // Another page, or this one, takes all films away: nothing here stands in the way.
    blocking: (_, __, event) => {
      if (event.target instanceof IDBDatabase) event.target.close()
    },
  })

  return {
    async keep(take, { kind, content, durationMs, lines }) {
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
        'encrypt',
        'decrypt',
      ])
      const record: FilmRecord = {
        kind,
        take,
        key,
        sealed: await seal(key, await content.arrayBuffer()),
        sealedLines: await seal(key, utf8(JSON.stringify(lines)).buffer),
        type: content.type,
        durationMs,
        uploadUrl: null,
      }
      await (await opening).put('films', record)
    },
    async find(take, kind) {
      const database = await opening
      const record = await database.get('films', kind)
      if (record === undefined) return undefined
      if (record.take !== take) {
        await database.delete('films', kind)
        return undefined
      }
      const { key, sealed, sealedLines, type, durationMs, uploadUrl } = record
      const text = new TextDecoder().decode(await unseal(key, sealedLines))
      return {
        kind,
        content: new Blob([await unseal(key, sealed)], { type }),
        durationMs,
        // Written by `keep`, and sealed since.
        lines: JSON.parse(text) as string[],
        uploadUrl,
      }
    },
    async nameUpload(kind, uploadUrl) {
      const write = (await opening).transaction('films', 'readwrite')
      const record = await write.store.get(kind)
      if (record !== undefined) await write.store.put({ ...record, uploadUrl })
      await write.done
    },
    forget: async (kind) => (await opening).delete('films', kind),
    forgetAll: async () => (await opening).clear('films'),
  }
}

async function seal(key: CryptoKey, bytes: ArrayBuffer): Promise<Sealed> {
  const nonce = drawBytes(12)
  return { nonce, bytes: await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, bytes) }
}

function unseal(key: CryptoKey, { nonce, bytes }: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, bytes)
}
