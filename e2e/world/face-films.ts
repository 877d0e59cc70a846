import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from '@playwright/test'
import type * as Mediabunny from 'mediabunny'
import { browserFlags, requireBrowser } from '../../scripts/browser.ts'
import { oncePerRun } from './once-per-run.ts'

/** Films of checks: a document, its holder's face, and somebody else's. */
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
/** The film writer for a browser lies in its package beside the one for Node. */
const bundles = dirname(createRequire(import.meta.url).resolve('mediabunny'))
const writer = '/mediabunny.mjs'
const faces = { portrait: [0, 0], holder: [0, 1], other: [5, 5] } as const

/**
 * Films one photograph as the portrait of a specimen document, and two others as faces, five seconds each, the faces with
 * sound. Encoded in a browser of its own, once for all tests of a run, picture by picture: as long as it should be however
 * busy the machine is. What MediaRecorder writes is shown where the card app films.
 */
export async function filmFaces(): Promise<FaceFilms> {
  const kept = await oncePerRun('face-films', async () => JSON.stringify(await filmAll()))
  // Written by the lines above: each film in base64.
  const { document, holder, other } = JSON.parse(kept) as KeptFilms
  return { document: bytes(document), holder: bytes(holder), other: bytes(other) }
}

type KeptFilms = Readonly<Record<keyof FaceFilms, string>>

function bytes(kept: string): Buffer {
  return Buffer.from(kept, 'base64')
}

async function filmAll(): Promise<KeptFilms> {
  const browser = await chromium.launch({
    executablePath: await requireBrowser(),
    args: browserFlags(),
  })
  try {
    const page = await browser.newPage()
    await page.route('**', (route) =>
      route.fulfill(
        route.request().url().endsWith(writer)
          ? { path: join(bundles, writer) }
          : { contentType: 'text/html', body: '' },
      ),
    )
    // Encoders are there for secure pages only. Nobody listens there: every request is answered above.
    await page.goto('http://localhost:1/')
    const picture = readFileSync(photographs).toString('base64')
    const take = (kind: Scene['kind'], at: Scene['at']) =>
      page.evaluate(encode, { picture, kind, at, writer })
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
  readonly writer: string
  readonly kind: 'document' | 'face'
  readonly at: readonly [number, number]
}

/** Runs in the page. Answers base64. */
async function encode({
  picture,
  writer: address,
  kind,
  at: [row, column],
}: Scene): Promise<string> {
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
  // The package's own bundle.
  const { AudioBufferSource, BufferTarget, CanvasSource, Output, WebMOutputFormat } = (await import(
    address
  )) as typeof Mediabunny
  const target = new BufferTarget()
  const output = new Output({ format: new WebMOutputFormat(), target })
  const film = new CanvasSource(canvas, { codec: 'vp8', bitrate: 1_000_000 })
  output.addVideoTrack(film, { frameRate: 10 })
  const voice = new AudioBufferSource({ codec: 'opus', bitrate: 32_000 })
  if (kind === 'face') output.addAudioTrack(voice)
  await output.start()
  if (kind === 'face') {
    const sound = new AudioBuffer({ length: 5 * 48_000, sampleRate: 48_000 })
    sound.getChannelData(0).forEach((_, index, wave) => (wave[index] = Math.sin(index / 17) / 2))
    await voice.add(sound)
  }
  for (let turn = 0; turn < 50; turn++) {
    draw(turn)
    await film.add(turn / 10, 1 / 10)
  }
  await output.finalize()
  return new Uint8Array(target.buffer ?? []).toBase64()
}
