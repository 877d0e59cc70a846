import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { BlobStore } from '../blob/blob-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { createLog } from '../log/log.ts'
import { settings } from '../phone/test-holder.ts'
import { deleteDueChecks } from './delete-checks.ts'
import { deletionNeeds } from './deletion-needs.ts'
import { readFilm } from './film-objects.ts'
import { FilmUploads } from './film-uploads.ts'
import { makeFilm } from './test-films.ts'
import { openRecorders } from './test-recorder.ts'

/** What a process that dies at this moment leaves: everything before, nothing after. */
class Died extends Error {
  override readonly name = 'Died'
}

forEachEngine('an upload of a check that is deleted meanwhile', (open) => {
  test('leaves no piece behind', async () => {
    const all = await openRecorders(open)
    const { upload, openCheck, holder } = await all.recorder()
    await openCheck()
    const film = await makeFilm()
    const location = String((await upload.begin('document', film.length)).headers['location'])
    const check = await all.checks.find((await holder.read()).check?.checkId ?? '')
    const needs = deletionNeeds({ ...all, settings, log: createLog('silent') })
    const blobs: BlobStore = {
      ...all.blobs,
      async put(name, bytes) {
        // The key is in hand, and everything of the check goes before the piece is there.
        await holder.post('/enrolment/check/withdraw')
        await deleteDueChecks(needs)
        await all.blobs.put(name, bytes)
      },
    }
    const uploads = new FilmUploads({ enrolmentId: check?.enrolmentId ?? '' }, { ...all, blobs })
    const id = location.split('/').at(-1) ?? ''
    await expect(uploads.write(Readable.from([film]), id, 0)).rejects.toMatchObject({
      status_code: 409,
    })
    expect(await all.filesOnDisk()).toEqual([])
  })
})

forEachEngine('an upload whose server dies', (open) => {
  async function world() {
    const all = await openRecorders(open)
    const { upload, openCheck, holder } = await all.recorder()
    await openCheck()
    const film = await makeFilm()
    const location = String((await upload.begin('document', film.length)).headers['location'])
    const id = location.split('/').at(-1) ?? ''
    await upload.patch(location, 0, film.subarray(0, 1_000))
    const enrolment = await all.checks.find((await holder.read()).check?.checkId ?? '')
    const owner = { enrolmentId: enrolment?.enrolmentId ?? '' }
    /** Another process over the same rows and folder, which dies where it is told to. */
    const dying = (change: Partial<ConstructorParameters<typeof FilmUploads>[1]>) =>
      new FilmUploads(owner, { ...all, ...change })
    const row = async () => {
      const found = await all.recordings.find(id)
      if (!found) throw new TypeError('the film is gone')
      return found
    }
    return { ...all, upload, film, location, id, dying, row }
  }

  test('after the bytes and before their row goes on from the row', async () => {
    const { upload, film, location, id, dying, row, ...needs } = await world()
    const recordings = {
      ...needs.recordings,
      append: () => Promise.reject(new Died()),
    }
    const piece = Readable.from([film.subarray(1_000, 1_700)])
    await expect(dying({ recordings }).write(piece, id, 1_000)).rejects.toThrow(Died)
    expect(await needs.blobs.list('checks')).toHaveLength(2)
    expect((await upload.head(location)).headers['upload-offset']).toBe('1000')
    await upload.patch(location, 1_000, film.subarray(1_000))
    expect(await readFilm(await row(), needs)).toEqual(film)
  })

  test('in the middle of the bytes leaves nothing that counts', async () => {
    const { upload, film, location, id, dying, row, ...needs } = await world()
    const blobs: BlobStore = {
      ...needs.blobs,
      async put(name, bytes) {
        // Half of it, under the name of a draft, as a killed process leaves it.
        await needs.blobs.put(`${name}-draft`, bytes.subarray(0, bytes.length / 2))
        throw new Died()
      },
    }
    const piece = Readable.from([film.subarray(1_000)])
    await expect(dying({ blobs }).write(piece, id, 1_000)).rejects.toThrow(Died)
    expect((await upload.head(location)).headers['upload-offset']).toBe('1000')
    await upload.patch(location, 1_000, film.subarray(1_000))
    expect(await readFilm(await row(), needs)).toEqual(film)
    expect(await row()).toMatchObject({ state: 'complete' })
  })

  test('after the last byte and before the film was judged is judged by who asks next', async () => {
    const { upload, film, location, id, dying, row, ...needs } = await world()
    const recordings = { ...needs.recordings, settle: () => Promise.reject(new Died()) }
    const piece = Readable.from([film.subarray(1_000)])
    await expect(dying({ recordings }).write(piece, id, 1_000)).rejects.toThrow(Died)
    expect(await row()).toMatchObject({ state: 'uploading', received: film.length })
    expect((await upload.head(location)).headers['upload-offset']).toBe(String(film.length))
    expect(await row()).toMatchObject({ state: 'complete', durationMs: 2_900 })
  })
})
