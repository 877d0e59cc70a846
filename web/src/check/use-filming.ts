import { computed, onScopeDispose, shallowRef } from 'vue'
import type { Ref, ShallowRef } from 'vue'
import type { RecordingKind } from '@etui/shared/enrolment/recording.ts'
import { findMrz } from '../ocr/find-mrz.ts'
import { startTextReader } from '../ocr/text-reader.ts'
import type { TextRead } from '../ocr/text-reading.ts'
import type { PictureReader } from '../scanner/picture-reader.ts'
import type { Film } from './film-store.ts'
import { hintOf, type PictureHint } from './picture-hint.ts'
import { openFilmCamera, startRecording, type FilmTrouble, type Recording } from './record-film.ts'

export type FilmingState = 'off' | 'opening' | 'live' | 'recording' | 'taken' | FilmTrouble

export interface Filming {
  readonly state: Readonly<Ref<FilmingState>>
  readonly hint: Readonly<Ref<PictureHint | undefined>>
  /** whether the document's machine-readable lines were read in this film */
  readonly isRead: Readonly<Ref<boolean>>
  readonly film: Readonly<Ref<Film | undefined>>
  open(): Promise<void>
  record(): void
  /** Ends the film, and lets the camera and the microphone go. */
  finish(): Promise<void>
}

export interface FilmingNeeds {
  readonly startText?: () => PictureReader<TextRead>
  /** the browser's, unless told otherwise */
  readonly devices?: MediaDevices
  readonly permissions?: Pick<Permissions, 'query'>
}

const hintEveryMs = 400
const smallWidth = 160

/**
 * Takes one film: the camera's picture in `video` with a hint on it, then the film, to look at before it is used. From a
 * document its machine-readable lines are read on the way, on this device. Camera and microphone end with the scope.
 */
export function useFilming(
  kind: RecordingKind,
  video: Readonly<ShallowRef<HTMLVideoElement | null>>,
  { startText = startTextReader, devices, permissions }: FilmingNeeds = {},
): Filming {
  const state = shallowRef<FilmingState>('off')
  const hint = shallowRef<PictureHint>()
  const film = shallowRef<Film>()
  const lines = shallowRef<readonly string[]>([])
  let stream: MediaStream | undefined
  let recording: Recording | undefined
  let reader: PictureReader<TextRead> | undefined
  let timer: ReturnType<typeof setInterval> | undefined
  let run = 0

  async function open(): Promise<void> {
    release()
    const mine = ++run
    film.value = undefined
    lines.value = []
    state.value = 'opening'
    const camera = await openFilmCamera(kind, devices, permissions)
    const element = video.value
    if (mine !== run || !element) {
      if (camera.kind === 'open') stopTracks(camera.stream)
      return
    }
    if (camera.kind === 'closed') {
      state.value = camera.trouble
      return
    }
    stream = camera.stream
    element.srcObject = stream
    // Refused only when the element goes away meanwhile.
    await element.play().catch(() => undefined)
    if (mine !== run) return
    state.value = 'live'
    look(element)
    timer = setInterval(() => look(element), hintEveryMs)
    if (kind === 'document') void readOn(element, mine)
  }

  function look(element: HTMLVideoElement): void {
    const picture = makeSmall(element)
    hint.value = picture && hintOf(picture, kind)
  }

  /** Until its lines are found, or the camera ends. Without the reader the person types what it would have read. */
  async function readOn(element: HTMLVideoElement, mine: number): Promise<void> {
    reader ??= startText()
    try {
      for (;;) {
        if (mine !== run || lines.value.length > 0) return
        const { lines: read } = await reader.read(await createImageBitmap(element))
        if (mine === run) lines.value = findMrz(read, new Date())?.lines ?? lines.value
      }
    } catch {
      reader?.stop()
      reader = undefined
    }
  }

  function release(): void {
    run += 1
    clearInterval(timer)
    hint.value = undefined
    if (stream) stopTracks(stream)
    stream = undefined
    recording = undefined
    if (video.value) video.value.srcObject = null
  }

  onScopeDispose(() => {
    release()
    reader?.stop()
  })

  return {
    state,
    hint,
    film,
    isRead: computed(() => lines.value.length > 0),
    open,
    record() {
      if (!stream) throw new TypeError('the camera comes before the film')
      recording = startRecording(stream)
      state.value = 'recording'
    },
    async finish() {
      const taken = await recording?.stop()
      if (taken === undefined) return
      film.value = { kind, lines: lines.value, ...taken }
      release()
      state.value = 'taken'
    },
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

let canvas: OffscreenCanvas | undefined

function makeSmall(element: HTMLVideoElement) {
  const { videoWidth, videoHeight } = element
  if (videoWidth === 0) return undefined
  const height = Math.round((smallWidth * videoHeight) / videoWidth)
  canvas ??= new OffscreenCanvas(smallWidth, height)
  if (canvas.height !== height) canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return undefined
  context.drawImage(element, 0, 0, smallWidth, height)
  const { data } = context.getImageData(0, 0, smallWidth, height)
  const grey = new Uint8Array(smallWidth * height)
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] =
      ((data[at * 4] ?? 0) * 77 + (data[at * 4 + 1] ?? 0) * 150 + (data[at * 4 + 2] ?? 0) * 29) >> 8
  }
  return { width: smallWidth, height, grey }
}
