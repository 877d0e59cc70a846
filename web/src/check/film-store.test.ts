import { openDB } from 'idb'
import { expect, it } from 'vitest'
import { openFilmStore, type Film } from './film-store.ts'
import { forgetFilms } from './forget-films.ts'

const film: Film = {
  kind: 'document',
  content: new Blob(['a film of SPECIMEN'], { type: 'video/webm' }),
  durationMs: 4000,
  lines: ['IDFRASPECIMEN'],
}

it('opens a film again after the app was closed, with where its upload goes on', async () => {
  const name = `films-${crypto.randomUUID()}`
  await openFilmStore(name).keep('check-1', film)
  await openFilmStore(name).nameUpload('document', '/api/recordings/abc')
  const found = await openFilmStore(name).find('check-1', 'document')
  expect(await found?.content.text()).toBe('a film of SPECIMEN')
  expect(found).toMatchObject({ lines: film.lines, uploadUrl: '/api/recordings/abc' })
})

it('has nothing readable on the disk, and a key that cannot be taken out', async () => {
  const name = `films-${crypto.randomUUID()}`
  await openFilmStore(name).keep('check-1', film)
  const record: unknown = await (await openDB(name)).get('films', 'document')
  expect(record).toMatchObject({ key: { extractable: false } })
  const { sealed, sealedLines } = record as Record<string, { bytes: ArrayBuffer }>
  for (const part of [sealed, sealedLines]) {
    expect(new TextDecoder().decode(part?.bytes)).not.toContain('SPECIMEN')
  }
})

it('forgets a film made for another check or another challenge', async () => {
  const store = openFilmStore(`films-${crypto.randomUUID()}`)
  await store.keep('check-1', film)
  expect(await store.find('check-2', 'document')).toBeUndefined()
  expect(await store.find('check-1', 'document')).toBeUndefined()
})

it('leaves nothing on a phone that is erased, though the films are open', async () => {
  const name = `films-${crypto.randomUUID()}`
  await openFilmStore(name).keep('check-1', film)
  await forgetFilms(name)
  expect((await indexedDB.databases()).map((each) => each.name)).not.toContain(name)
})
