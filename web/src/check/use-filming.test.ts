import { effectScope, shallowRef, type EffectScope } from 'vue'
import { afterEach, expect, it } from 'vitest'
import type { RecordingKind } from '@etui/shared/enrolment/recording.ts'
import type { TextRead } from '../ocr/text-reading.ts'
import type { PictureReader } from '../scanner/picture-reader.ts'
import { useFilming, type Filming } from './use-filming.ts'

/** The specimen of ICAO Doc 9303-4, whose check digits all fit. */
const zone = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
]

interface Opened {
  readonly filming: Filming
  readonly video: HTMLVideoElement
  readonly streams: readonly MediaStream[]
  readonly reads: () => number
  readonly hasReader: () => boolean
  close(): void
}

const scopes: EffectScope[] = []
afterEach(() => {
  for (const scope of scopes.splice(0)) scope.stop()
  for (const video of document.querySelectorAll('video')) video.remove()
})

interface Asked {
  readonly kind?: RecordingKind
  /** what the reader finds, picture after picture; nothing after the last */
  readonly finds?: readonly (readonly string[])[]
  readonly refusedFor?: string
  readonly draw?: (context: CanvasRenderingContext2D, turn: number) => void
}

function openFilming({
  kind = 'document',
  finds = [],
  refusedFor,
  draw = stripes,
}: Asked = {}): Opened {
  const streams: MediaStream[] = []
  // Only the one call is used.
  const devices = {
    async getUserMedia() {
      if (refusedFor) throw new DOMException('no', refusedFor)
      const stream = drawing(draw)
      streams.push(stream)
      return stream
    },
  } as unknown as MediaDevices
  let reads = 0
  let isReading = false
  const startText = (): PictureReader<TextRead> => {
    isReading = true
    return {
      async read(picture) {
        picture.close()
        await new Promise((done) => setTimeout(done, 20))
        return { turn: reads, lines: [...(finds[reads++] ?? [])] }
      },
      stop: () => (isReading = false),
    }
  }
  const video = document.createElement('video')
  video.muted = true
  document.body.append(video)
  const scope = effectScope()
  scopes.push(scope)
  const filming = scope.run(() => useFilming(kind, shallowRef(video), { startText, devices }))
  if (!filming) throw new TypeError('the scope has ended')
  const close = () => scope.stop()
  return { filming, video, streams, reads: () => reads, hasReader: () => isReading, close }
}

it('shows the picture, says that it is good, and films it to be looked at', async () => {
  const { filming, video, streams } = openFilming({ kind: 'face' })
  expect(filming.state.value).toBe('off')
  await filming.open()
  expect(filming.state.value).toBe('live')
  await expect.poll(() => video.videoWidth).toBe(640)
  filming.record()
  expect(filming.state.value).toBe('recording')
  await filming.finish()
  expect(filming.state.value).toBe('taken')
  expect(filming.film.value).toMatchObject({ kind: 'face', lines: [] })
  expect(filming.film.value?.content.size).toBeGreaterThan(0)
  expect(isOver(streams), 'the camera is let go').toBe(true)
  expect(video.srcObject).toBeNull()
})

it('says what to do better, and that it is better', async () => {
  let isDark = true
  const draw = (context: CanvasRenderingContext2D, turn: number) => {
    context.fillStyle = isDark ? '#050505' : '#8a8074'
    context.fillRect(0, 0, 640, 480)
    if (isDark) return
    // A document that lies whole on its table.
    context.save()
    context.beginPath()
    context.rect(60, 60, 520, 360)
    context.clip()
    stripes(context, turn)
    context.restore()
  }
  const { filming } = openFilming({ draw })
  await filming.open()
  await expect.poll(() => filming.hint.value, { timeout: 5_000 }).toBe('too-dark')
  isDark = false
  await expect.poll(() => filming.hint.value, { timeout: 5_000 }).toBeUndefined()
})

it.each([
  ['NotAllowedError', 'refused'],
  ['NotFoundError', 'absent'],
  ['NotReadableError', 'busy'],
])('says why there is no picture, and may be asked again: %s', async (refusedFor, trouble) => {
  const { filming } = openFilming({ refusedFor })
  await filming.open()
  expect(filming.state.value).toBe(trouble)
  await filming.open()
  expect(filming.state.value).toBe(trouble)
})

it('reads the lines of a document while it films, and gives them with the film', async () => {
  const { filming, reads } = openFilming({ finds: [[], ['nothing of use'], zone] })
  await filming.open()
  expect(filming.isRead.value).toBe(false)
  await expect.poll(() => filming.isRead.value, { timeout: 5_000 }).toBe(true)
  const found = reads()
  filming.record()
  await filming.finish()
  expect(filming.film.value?.lines).toEqual(zone)
  expect(reads(), 'nothing is read once it is known').toBe(found)
})

it('forgets film and lines when it is taken again, and another picture is read', async () => {
  const { filming, streams } = openFilming({ finds: [zone, [], []] })
  await filming.open()
  await expect.poll(() => filming.isRead.value, { timeout: 5_000 }).toBe(true)
  filming.record()
  await filming.finish()
  await filming.open()
  expect(filming.film.value).toBeUndefined()
  expect(filming.isRead.value).toBe(false)
  expect(filming.state.value).toBe('live')
  expect(isOver(streams.slice(0, 1))).toBe(true)
  expect(isOver(streams.slice(1))).toBe(false)
})

it('reads nothing in a face', async () => {
  const { filming, hasReader } = openFilming({ kind: 'face', finds: [zone] })
  await filming.open()
  expect(hasReader()).toBe(false)
})

it('lets camera and reader go when the screen is left', async () => {
  const { filming, streams, hasReader, close } = openFilming()
  await filming.open()
  expect(hasReader()).toBe(true)
  close()
  expect(isOver(streams)).toBe(true)
  expect(hasReader()).toBe(false)
})

function isOver(streams: readonly MediaStream[]): boolean {
  const tracks = streams.flatMap((stream) => stream.getTracks())
  return tracks.length > 0 && tracks.every(({ readyState }) => readyState === 'ended')
}

/** Lines sharp enough to be taken for a document in its frame. */
function stripes(context: CanvasRenderingContext2D, turn: number): void {
  context.fillStyle = '#e8e8e8'
  context.fillRect(0, 0, 640, 480)
  context.fillStyle = '#303030'
  for (let at = turn % 8; at < 640; at += 40) context.fillRect(at, 60, 14, 360)
}

function drawing(draw: (context: CanvasRenderingContext2D, turn: number) => void): MediaStream {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: 640, height: 480 })
  const context = canvas.getContext('2d')
  if (!context) throw new TypeError('This browser draws no picture')
  let turn = 0
  const timer = setInterval(() => draw(context, (turn += 1)), 40)
  draw(context, 0)
  const stream = canvas.captureStream(25)
  const [track] = stream.getVideoTracks()
  const stop = track?.stop.bind(track)
  if (track && stop) {
    track.stop = () => {
      clearInterval(timer)
      stop()
    }
  }
  return stream
}
