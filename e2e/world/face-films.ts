import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { browserFlags, requireBrowser } from '../../scripts/browser.ts'
import { oncePerRun } from './once-per-run.ts'

/** Films of checks, as a phone's recorder makes them: a document, its holder's face, and somebody else's. */
export interface FaceFilms {
  readonly document: Buffer
  readonly holder: Buffer
  readonly other: Buffer
}

/** Photographs out of `@vladmandic/human` (MIT), as in web/src/likeness: row and column of its picture, told by eye. */
const photographs = join(
  import.meta.dirname,
  '../../web/node_modules',
  '@vladmandic/human/assets/screenshot-facematch.jpg',
)
const faces = { portrait: [0, 0], holder: [0, 1], other: [5, 5] } as const

/**
 * Films one photograph as the portrait of a specimen document, and two others as faces, some five seconds each, the faces
 * with sound. Recorded in a browser of its own, once for all tests of a run: what comes out is what MediaRecorder writes.
 */
export async function filmFaces(): Promise<FaceFilms> {
  const kept = await oncePerRun('face-films', async () => JSON.stringify(await film()))
  // Written by the lines above: each film in base64.
  const { document, holder, other } = JSON.parse(kept) as KeptFilms
  return { document: bytes(document), holder: bytes(holder), other: bytes(other) }
}

type KeptFilms = Readonly<Record<keyof FaceFilms, string>>

function bytes(kept: string): Buffer {
  return Buffer.from(kept, 'base64')
}

async function film(): Promise<KeptFilms> {
  const browser = await chromium.launch({
    executablePath: await requireBrowser(),
    args: [...browserFlags(), '--autoplay-policy=no-user-gesture-required'],
  })
  try {
    const page = await browser.newPage()
    const picture = readFileSync(photographs).toString('base64')
    const take = (kind: Scene['kind'], at: Scene['at']) =>
      page.evaluate(record, { picture, kind, at })
    return {
      document: await take('document', faces.portrait),
      holder: await take('face', faces.holder),
      other: await take('face', faces.other),
    }
  } finally {
    await browser.close()
  }
}

interface Scene {
  readonly picture: string
  readonly kind: 'document' | 'face'
  readonly at: readonly [number, number]
}

/** Runs in the page. Answers base64. */
async function record({ picture, kind, at: [row, column] }: Scene): Promise<string> {
  const grid = new Image()
  grid.src = `data:image/jpeg;base64,${picture}`
  await grid.decode()
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: 640, height: 480 })
  const context = canvas.getContext('2d')
  if (!context) throw new TypeError('This browser draws no picture')
  const draw = (turn: number) => {
    const side = 1920 / 18
    const photograph = (x: number, y: number, size: number) =>
      context.drawImage(
        grid,
        column * side + 2,
        282 + row * 112.3 + 2,
        side - 4,
        side - 4,
        x,
        y,
        size,
        size,
      )
    context.fillStyle = '#5a514a'
    context.fillRect(0, 0, 640, 480)
    if (kind === 'face') return photograph(130 + 20 * Math.sin(turn / 8), 50, 380)
    context.fillStyle = '#e9eef0'
    context.fillRect(30, 60, 580, 360)
    photograph(50, 130, 210)
    context.fillStyle = '#2b2f36'
    context.font = '700 26px sans-serif'
    context.fillText(`SPECIMEN ${turn}`, 290, 170)
  }
  draw(0)
  const stream = canvas.captureStream(10)
  if (kind === 'face') {
    const audio = new AudioContext()
    await audio.resume()
    const sound = audio.createMediaStreamDestination()
    const voice = audio.createOscillator()
    voice.connect(sound)
    voice.start()
    for (const track of sound.stream.getAudioTracks()) stream.addTrack(track)
  }
  const recorder = new MediaRecorder(stream, { mimeType: 'video/webm;codecs=vp8,opus' })
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve))
  recorder.start(250)
  // A busy machine takes seconds to give the first picture and sound: the film begins with its first part.
  let begun = Infinity
  recorder.addEventListener('dataavailable', () => (begun = performance.now()), { once: true })
  for (let turn = 1; !(performance.now() - begun > 5_000); turn++) {
    draw(turn)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  recorder.stop()
  await stopped
  const reader = new FileReader()
  reader.readAsDataURL(new Blob(parts))
  await new Promise((resolve) => reader.addEventListener('load', resolve))
  return String(reader.result).replace(/^.*base64,/, '')
}
