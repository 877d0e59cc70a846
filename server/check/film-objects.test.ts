import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folderBlobs } from '../blob/folder-blobs.ts'
import { testKeys } from '../enrolment/test-keys.ts'
import { folderCheckKeys } from './check-keys.ts'
import { type Film, FilmUnreadable, putPiece, readFilm } from './film-objects.ts'

const lengths = [700, 1_000, 1_000, 300]
const bytes = Buffer.from(Array.from({ length: 3_000 }, (_, at) => (at * 7) % 251))

async function world() {
  const folder = await mkdtemp(join(tmpdir(), 'etui-films-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const keys = await testKeys(() => new Date('2026-11-21T10:00:00Z'))
  const needs = {
    blobs: folderBlobs(folder),
    checkKeys: folderCheckKeys(join(folder, 'keys'), keys),
  }
  const write = async (recordingId: string, checkId = 'c1') => {
    let film: Film = { recordingId, checkId, kind: 'face', size: bytes.length, pieces: [] }
    let at = 0
    for (const length of lengths) {
      await putPiece(film, bytes.subarray(at, at + length), needs)
      film = { ...film, pieces: [...film.pieces, length] }
      at += length
    }
    return film
  }
  const film = await write('r1')
  const names = await needs.blobs.list('checks/c1')
  const files = names.map((name) => join(folder, name))
  const [first = '', second = '', third = '', last = ''] = files
  return { ...needs, film, names, write, first, second, third, last }
}

test('a film reads as it was written, whole or in part', async () => {
  const { film, ...needs } = await world()
  expect(await readFilm(film, needs)).toEqual(bytes)
  const parts = [
    [0, 1],
    [699, 701],
    [0, 700],
    [700, 1_700],
    [1, 2_999],
    [2_999, 3_000],
  ] as const
  for (const [from, to] of parts) {
    expect(await readFilm(film, needs, { from, to })).toEqual(bytes.subarray(from, to))
  }
})

test('a part needs only its own pieces', async () => {
  const { film, last, ...needs } = await world()
  await rm(last)
  expect(await readFilm(film, needs, { from: 0, to: 2_000 })).toEqual(bytes.subarray(0, 2_000))
  await expect(readFilm(film, needs)).rejects.toThrow(FilmUnreadable)
})

test('a torn piece is noticed', async () => {
  const { film, second, ...needs } = await world()
  await truncate(second, 500)
  await expect(readFilm(film, needs)).rejects.toThrow(FilmUnreadable)
  await truncate(second, 0)
  await expect(readFilm(film, needs)).rejects.toThrow(FilmUnreadable)
})

test('a changed byte is noticed, wherever it is', async () => {
  const { film, first, ...needs } = await world()
  const sealed = await readFile(first)
  for (const at of [0, 1, 13, 400, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    await writeFile(first, changed)
    await expect(readFilm(film, needs)).rejects.toThrow(FilmUnreadable)
  }
})

test('pieces in another order are noticed, even of the same length', async () => {
  const { film, second, third, ...needs } = await world()
  const [one, other] = [await readFile(second), await readFile(third)]
  await writeFile(second, other)
  await writeFile(third, one)
  await expect(readFilm(film, needs)).rejects.toThrow(FilmUnreadable)
})

test('a film cut short is noticed, in its objects and in its row', async () => {
  const { film, ...needs } = await world()
  const pieces = film.pieces.slice(0, 3)
  await expect(readFilm({ ...film, pieces }, needs)).rejects.toThrow(FilmUnreadable)
  const cut = { ...film, pieces, size: 2_700 }
  await expect(readFilm(cut, needs)).rejects.toThrow(FilmUnreadable)
})

test('a piece of another film or another check is noticed', async () => {
  const { film, write, names, ...needs } = await world()
  for (const other of [await write('r2'), await write('r1', 'c2')]) {
    const [name = ''] = names
    const foreign = name
      .replace('checks/c1', `checks/${other.checkId}`)
      .replace('face-r1', `face-${other.recordingId}`)
    await needs.blobs.put(name, (await needs.blobs.get(foreign)) ?? Buffer.alloc(0))
    await expect(readFilm(film, needs)).rejects.toThrow(FilmUnreadable)
    await write('r1')
  }
})

test('nothing opens once the key is destroyed, nor by a key drawn later', async () => {
  const { film, ...needs } = await world()
  await needs.checkKeys.destroy('c1')
  await needs.checkKeys.destroy('c1')
  await expect(readFilm(film, needs)).rejects.toThrow(FilmUnreadable)
  await needs.checkKeys.make('c1')
  await expect(readFilm(film, needs)).rejects.toThrow(FilmUnreadable)
})

test('a check has one key, even asked for by ten at once', async () => {
  const { checkKeys } = await world()
  const made = await Promise.all(Array.from({ length: 10 }, () => checkKeys.make('c9')))
  expect(new Set(made.map((key) => key.toString('hex'))).size).toBe(1)
  expect(await checkKeys.list()).toEqual(['c1', 'c9'])
  expect(await checkKeys.get('c8')).toBeUndefined()
})
