import { expect, test } from 'vitest'
import { judgeFilm } from './judge-film.ts'
import { type FilmOptions, makeFilm } from './test-films.ts'

test.each(['webm', 'mp4'] as const)('takes a film of three seconds in %s', async (container) => {
  const film = await makeFilm({ container, hasSound: container === 'webm' })
  // WebM does not say how long its last frame is seen.
  const durationMs = container === 'webm' ? 2_900 : 3_000
  expect(await judgeFilm(film, 'document')).toEqual({ durationMs })
})

test.each<[string, FilmOptions]>([
  ['too-short', { seconds: 1.9 }],
  ['too-long', { seconds: 61, framesPerSecond: 2 }],
  ['damaged', { seconds: 20, framesPerSecond: 0.5 }],
  ['damaged', { beginsWithKey: false }],
  ['no-sound', { hasSound: false }],
])('refuses a face film: %s %j', async (fault, options) => {
  expect(await judgeFilm(await makeFilm(options), 'face')).toEqual({ fault })
})

test('asks no sound of a document', async () => {
  const film = await makeFilm({ hasSound: false })
  expect(await judgeFilm(film, 'document')).toEqual({ durationMs: 2_900 })
})

test.each([
  ['a text', Buffer.from('This is no film.\n'.repeat(500))],
  ['nothing but zeros', Buffer.alloc(4_000)],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
])('refuses %s, whatever its name', async (_what, bytes) => {
  expect(await judgeFilm(bytes, 'document')).toEqual({ fault: 'not-a-video' })
})

test('refuses a film whose end is missing', async () => {
  const film = await makeFilm({ seconds: 10 })
  const cut = await judgeFilm(film.subarray(0, 600), 'document')
  expect(cut).toHaveProperty('fault')
})
