import { effectScope, shallowRef, type EffectScope, type ShallowRef } from 'vue'
import { afterEach, expect, it } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import type { CheckView } from '@etui/shared/wire/check-view.ts'
import { openFilmStore, type Film, type FilmStore } from './film-store.ts'
import type { FilmUpload } from './upload-film.ts'
import { useFilms, type Films } from './use-films.ts'

const kinds = ['document', 'face'] as const
const lines = ['IDFRASPECIMEN']

function filmOf(kind: Film['kind'], words: string = kind): Film {
  const content = new Blob([words], { type: 'video/webm' })
  return { kind, content, durationMs: 4_000, lines: kind === 'document' ? lines : [] }
}

function recording(recordings: CheckView['recordings'] = []): CheckView {
  return {
    checkId: 'check-1',
    state: 'recording',
    attempt: 1,
    attemptsLeft: 5,
    documentKind: 'passport',
    challenge: { movements: ['left', 'up', 'left'], digits: '407' },
    recordings,
  }
}

function told(kind: Film['kind'], received: number, state: 'uploading' | 'complete' = 'uploading') {
  return { recordingId: `film-${kind}`, kind, size: 100, received, state }
}

/** An upload as it was asked for, and whether it was told to stop. */
type Asked = FilmUpload & { isPaused: boolean }

interface Opening {
  readonly check: ShallowRef<CheckView | undefined>
  readonly films: Films
  readonly uploads: readonly Asked[]
  readonly store: FilmStore
  readonly page: EventTarget
  readonly looks: () => number
  close(): void
}

const open: EffectScope[] = []
afterEach(() => {
  for (const scope of open.splice(0)) scope.stop()
})

/** The app as it opens, over the films an earlier opening left under this name. */
async function openApp(name: string, first: CheckView | undefined): Promise<Opening> {
  const check = shallowRef(first)
  const uploads: Asked[] = []
  const page = new EventTarget()
  const store = openFilmStore(name)
  let looks = 0
  const startUpload = (film: FilmUpload) => {
    const asked: Asked = { ...film, isPaused: false }
    uploads.push(asked)
    return { pause: () => void (asked.isPaused = true) }
  }
  const look = async () => void (looks += 1)
  const scope = effectScope()
  open.push(scope)
  const films = scope.run(() => useFilms(() => check.value, { store, startUpload, look, page }))
  if (!films) throw new TypeError('the scope has ended')
  await expect.poll(() => films.isReady.value).toBe(true)
  return { check, films, uploads, store, page, looks: () => looks, close: () => scope.stop() }
}

const newName = () => `films-${crypto.randomUUID()}`

it('keeps a film and sends it, with what was read in it', async () => {
  const { films, uploads, store } = await openApp(newName(), recording())
  expect(films.states.value.document).toEqual({ kind: 'missing', refusal: undefined })
  await films.keep(filmOf('document'))
  expect(films.states.value.document).toEqual({ kind: 'sending', share: 0 })
  expect(films.lines.value).toEqual(lines)
  expect(await uploads[0]?.content.text()).toBe('document')
  uploads[0]?.onPlace('/api/recordings/1')
  uploads[0]?.onProgress(0.4)
  expect(films.states.value.document).toEqual({ kind: 'sending', share: 0.4 })
  uploads[0]?.onDone()
  expect(films.states.value.document).toEqual({ kind: 'complete' })
  const kept = await store.find('check-1 passport', 'document')
  expect(kept?.uploadUrl).toBe('/api/recordings/1')
})

it('leaves the other film alone when an answer tells that one has arrived', async () => {
  const { check, films, uploads, looks } = await openApp(newName(), recording())
  for (const kind of kinds) await films.keep(filmOf(kind))
  uploads[1]?.onProgress(0.3)
  uploads[0]?.onDone()
  expect(looks()).toBe(1)
  check.value = recording([told('document', 100, 'complete'), told('face', 30)])
  await settle()
  expect(uploads).toHaveLength(2)
  expect(uploads[1]?.isPaused).toBe(false)
  expect(films.isReady.value).toBe(true)
  expect(films.states.value).toEqual({
    document: { kind: 'complete' },
    face: { kind: 'sending', share: 0.3 },
  })
})

it('pauses, says how much the server holds, and goes on at its place', async () => {
  const { films, uploads } = await openApp(newName(), recording())
  await films.keep(filmOf('face'))
  uploads[0]?.onPlace('/api/recordings/7')
  uploads[0]?.onProgress(0.5)
  films.pause()
  expect(uploads[0]?.isPaused).toBe(true)
  expect(films.states.value.face).toEqual({ kind: 'sending', share: 0.5, isPaused: true })
  await films.goOn()
  expect(uploads).toHaveLength(2)
  expect(uploads[1]?.uploadUrl).toBe('/api/recordings/7')
  expect(films.states.value.face).toEqual({ kind: 'sending', share: 0.5 })
})

it('goes on by itself when the network is back, but not with what the person paused', async () => {
  const { films, uploads, page } = await openApp(newName(), recording())
  await films.keep(filmOf('face'))
  uploads[0]?.onProgress(0.25)
  const stopped = new Refusal('network-down')
  uploads[0]?.onStopped(stopped)
  await expect
    .poll(() => films.states.value.face)
    .toEqual({ kind: 'sending', share: 0.25, stopped })
  page.dispatchEvent(new Event('online'))
  await expect.poll(() => uploads.length).toBe(2)

  films.pause()
  page.dispatchEvent(new Event('online'))
  await settle()
  expect(uploads).toHaveLength(2)
})

it('goes on after the app was closed, from what the server says it holds', async () => {
  const name = newName()
  const first = await openApp(name, recording())
  for (const kind of kinds) await first.films.keep(filmOf(kind))
  first.uploads[0]?.onPlace('/api/recordings/1')
  first.uploads[1]?.onPlace('/api/recordings/2')
  await settle()
  first.close()
  expect(first.uploads.map(({ isPaused }) => isPaused)).toEqual([true, true])

  const now = recording([told('document', 100, 'complete'), told('face', 60)])
  const { films, uploads } = await openApp(name, now)
  expect(uploads.map(({ kind, uploadUrl }) => [kind, uploadUrl])).toEqual([
    ['face', '/api/recordings/2'],
  ])
  expect(films.states.value.face).toEqual({ kind: 'sending', share: 0.6 })
  expect(films.states.value.document).toEqual({ kind: 'complete' })
  expect(films.lines.value).toEqual(lines)
})

it('sends a film taken again, though the app was closed before its upload had a place', async () => {
  const name = newName()
  const first = await openApp(name, recording([told('document', 100, 'complete')]))
  await first.films.retake('document')
  expect(first.films.states.value.document.kind).toBe('missing')
  await first.films.keep(filmOf('document', 'the better one'))
  first.close()

  const { uploads } = await openApp(name, recording([told('document', 100, 'complete')]))
  expect(uploads).toHaveLength(1)
  expect(await uploads[0]?.content.text()).toBe('the better one')
})

it('asks for a film again that was not taken, and says why', async () => {
  const name = newName()
  const { films, uploads, store, looks } = await openApp(name, recording())
  await films.keep(filmOf('face'))
  uploads[0]?.onStopped(new Refusal('recording-refused', { reason: 'no-sound' }))
  await expect.poll(() => films.states.value.face).toEqual({ kind: 'missing', refusal: 'no-sound' })
  expect(looks()).toBe(1)
  expect(await store.find('check-1 left up left 407', 'face')).toBeUndefined()
  await films.keep(filmOf('face'))
  expect(films.states.value.face.kind).toBe('sending')
})

it('wants another film of the face for another challenge, and keeps that of the document', async () => {
  const { check, films, uploads, store } = await openApp(newName(), recording())
  for (const kind of kinds) await films.keep(filmOf(kind))
  const challenge = { movements: ['down', 'right', 'down'] as const, digits: '407' }
  check.value = { ...recording(), challenge: { ...challenge, movements: [...challenge.movements] } }
  await expect.poll(() => films.isReady.value && films.states.value.face.kind).toBe('missing')
  expect(films.states.value.document.kind).toBe('sending')
  expect(uploads.map(({ kind, isPaused }) => [kind, isPaused])).toEqual([
    ['document', true],
    ['face', true],
    ['document', false],
  ])
  expect(await store.find('check-1 down right down 407', 'face')).toBeUndefined()
})

it('leaves nothing on the phone once the check is sent', async () => {
  const name = newName()
  const { check, films, store } = await openApp(name, recording())
  for (const kind of kinds) await films.keep(filmOf(kind))
  check.value = { ...recording(), state: 'waiting' }
  await expect.poll(() => store.find('check-1 passport', 'document')).toBeUndefined()
  expect(await store.find('check-1 left up left 407', 'face')).toBeUndefined()
})

/** Long enough for whatever an answer sets off. */
function settle(): Promise<void> {
  return new Promise((done) => setTimeout(done, 50))
}
