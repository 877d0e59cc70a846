import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LightMyRequestResponse } from 'fastify'
import { onTestFinished } from 'vitest'
import type { RecordingKind } from '@etui/shared/enrolment/recording.ts'
import { folderBlobs } from '../blob/folder-blobs.ts'
import type { Database } from '../db/database.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { openHolders, type TestHolder } from '../phone/test-holder.ts'
import { folderCheckKeys } from './check-keys.ts'
import { checkStore } from './check-store.ts'
import { recordingStore } from './recording-store.ts'
import { claims } from './test-checks.ts'
import { makeFilm } from './test-films.ts'

/** The tus protocol as a phone speaks it, each request with its proof. */
export class Recorder {
  readonly #holder: TestHolder
  constructor(holder: TestHolder) {
    this.#holder = holder
  }

  begin(kind: string, size: number, headers: Record<string, string> = {}) {
    return this.#holder.phone.call('POST', '/api/recordings', undefined, {
      'tus-resumable': '1.0.0',
      'upload-length': String(size),
      'upload-metadata': `kind ${btoa(kind)},filetype ${btoa('video/webm;codecs=vp8')}`,
      ...headers,
    })
  }

  patch(location: string, offset: number, bytes: Buffer, headers: Record<string, string> = {}) {
    return this.#holder.phone.call('PATCH', location, bytes, {
      'tus-resumable': '1.0.0',
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
      ...headers,
    })
  }

  head(location: string): Promise<LightMyRequestResponse> {
    const headers = { 'tus-resumable': '1.0.0' }
    return this.#holder.phone.call('HEAD', location, undefined, headers)
  }

  remove(location: string): Promise<LightMyRequestResponse> {
    const headers = { 'tus-resumable': '1.0.0' }
    return this.#holder.phone.call('DELETE', location, undefined, headers)
  }

  /** A whole film in pieces; answers the last answer. */
  async upload(kind: RecordingKind, film: Buffer, pieceBytes = 2_000) {
    const begun = await this.begin(kind, film.length)
    const location = String(begun.headers['location'])
    let answer = begun
    for (let at = 0; at < film.length && codeOf(answer) === undefined; at += pieceBytes) {
      answer = await this.patch(location, at, film.subarray(at, at + pieceBytes))
    }
    return { location, answer }
  }
}

/** A server with folders of its own for films and keys, and a holder at the choice of ways. */
export async function openRecorders(open: () => Promise<Database>) {
  const folder = await mkdtemp(join(tmpdir(), 'etui-films-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const blobs = folderBlobs(join(folder, 'films'))
  const all = await openHolders(open, ({ keys }) => ({
    blobs,
    checkKeys: folderCheckKeys(join(folder, 'check-keys'), keys),
  }))
  const { database, keys } = all
  return {
    ...all,
    folder,
    blobs,
    checkKeys: folderCheckKeys(join(folder, 'check-keys'), keys),
    checks: checkStore(database, keys),
    recordings: recordingStore(database),
    /** Somebody at the choice of ways. */
    async recorder(registryId = 'claire') {
      const holder = all.holder()
      await holder.accept()
      await holder.tell(registryId)
      await holder.proveContact(await holder.mailedCode())
      const upload = new Recorder(holder)
      const openCheck = (documentKind = 'passport') =>
        holder.post('/enrolment/check', { documentKind })
      const send = (more: object = {}) => holder.post('/enrolment/check/send', { claims, ...more })
      return {
        holder,
        upload,
        openCheck,
        send,
        /** Everything up to a case that waits. */
        async sent() {
          await openCheck()
          const film = await makeFilm()
          await upload.upload('document', film)
          await upload.upload('face', film)
          return send()
        },
      }
    },
    /** Every byte of every file below. */
    async bytesOnDisk(): Promise<Buffer> {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile())
      return Buffer.concat(
        await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))),
      )
    },
    async filesOnDisk(): Promise<readonly string[]> {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
      // What tells backups to leave the folder of keys out is no key.
      return files.filter((name) => name !== 'CACHEDIR.TAG')
    },
  }
}
