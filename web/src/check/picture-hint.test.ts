import { beforeAll, expect, it } from 'vitest'
import gridUrl from '../../node_modules/@vladmandic/human/assets/screenshot-facematch.jpg?url'
import { hintOf, type GreyPicture } from './picture-hint.ts'

type Draw = (context: OffscreenCanvasRenderingContext2D) => void

it.each<[string, Draw, ReturnType<typeof hintOf>]>([
  ['a document in the light', (to) => drawDocument(to, '#d8dbe2', '#23262e'), undefined],
  ['a document in the dark', (to) => drawDocument(to, '#20222a', '#0b0c10'), 'too-dark'],
  ['a lamp straight into the camera', (to) => drawDocument(to, '#ffffff', '#e8e8e8'), 'too-bright'],
  ['a bare table', (to) => fill(to, '#8a7a66'), 'not-in-frame'],
  ['a shaking hand', (to) => blurred(to), 'blurred'],
  ['a document whole on a dark table', (to) => lay(to, 15, 20), undefined],
  ['cut at the right', (to) => lay(to, 70, 20), 'cut'],
  ['cut at the left', (to) => lay(to, -60, 20), 'cut'],
  ['cut at the foot', (to) => lay(to, 15, 75), 'cut'],
  ['cut at a corner', (to) => lay(to, 70, 70), 'cut'],
  ['a document whole on a light table', (to) => lay(to, 15, 20, lightTable), undefined],
  ['whole on a light table, held by a hand', (to) => hold(to, lightTable), undefined],
  ['whole on a dark table, held by a hand', (to) => hold(to), undefined],
  ['whole on a table of light wood', (to) => layOnWood(to, 15, 20), undefined],
  ['cut at the right on a light table', (to) => lay(to, 70, 20, lightTable), 'cut'],
  ['cut at the left on a light table', (to) => lay(to, -60, 20, lightTable), 'cut'],
  ['cut at the head on a light table', (to) => lay(to, 15, -45, lightTable), 'cut'],
  ['cut at the foot on a light table', (to) => lay(to, 15, 70, lightTable), 'cut'],
  ['cut at a corner on a light table', (to) => lay(to, 70, 70, lightTable), 'cut'],
  ['whole on a light table, in small print', (to) => layPrinted(to, 15, 20), undefined],
  ['cut at the right on a light table, in small print', (to) => layPrinted(to, 70, 20), 'cut'],
  ['cut at the foot on a light table, in small print', (to) => layPrinted(to, 15, 70), 'cut'],
  ['cut at the right on a table of light wood', (to) => layOnWood(to, 70, 20), 'cut'],
])('tells what to do better: %s', (_, draw, hint) => {
  expect(hintOf(picture(draw), 'document')).toBe(hint)
})

it('tells a face that is at the edge', () => {
  expect(
    hintOf(
      picture((to) => drawFace(to, 80)),
      'face',
    ),
  ).toBeUndefined()
  expect(
    hintOf(
      picture((to) => drawFace(to, 25)),
      'face',
    ),
  ).toBe('not-centred')
})

/** Photographs of faces out of `@vladmandic/human` (MIT), read where the package lies: column and row of its picture. */
const faces = [
  [0, 0],
  [1, 0],
  [5, 5],
  [9, 5],
  [6, 1],
] as const
const photographs = new Image()
beforeAll(async () => {
  photographs.src = gridUrl
  await photographs.decode()
})

/** A face as the camera of a phone sees it, its middle so far across the picture, from 0 to 1. */
function filmFace([column, row]: readonly [number, number], across: number): Draw {
  const side = 1920 / 18
  const size = 95
  return (to) => {
    fill(to, '#5a514a')
    const [x, y] = [column * side + 2, 282 + row * 112.3 + 2]
    to.drawImage(photographs, x, y, side - 4, side - 4, across * 160 - size / 2, 12, size, size)
  }
}

it.each(faces)('finds nothing wrong with a real face in the middle (%i, %i)', (column, row) => {
  for (const across of [0.45, 0.5, 0.55]) {
    expect(hintOf(picture(filmFace([column, row], across)), 'face')).toBeUndefined()
  }
})

it.each(faces)('tells a real face that is at a side (%i, %i)', (column, row) => {
  for (const across of [0.22, 0.78]) {
    expect(hintOf(picture(filmFace([column, row], across)), 'face')).toBe('not-centred')
  }
})

function picture(draw: Draw): GreyPicture {
  const canvas = new OffscreenCanvas(160, 120)
  const context = canvas.getContext('2d')
  if (!context) throw new TypeError('no canvas')
  draw(context)
  const { data } = context.getImageData(0, 0, 160, 120)
  const grey = Uint8Array.from({ length: 160 * 120 }, (_, at) => data[at * 4] ?? 0)
  return { width: 160, height: 120, grey }
}

/** As light as the paper of `lay`. */
const lightTable = '#dcd6cc'

/** A card of 130 by 82 points on a table, dark unless told, its corner there. */
function lay(to: OffscreenCanvasRenderingContext2D, x: number, y: number, table = '#4a423a'): void {
  fill(to, table)
  layCard(to, x, y)
}

/** The same, two fingers at its right side and over the side of the picture. */
function hold(to: OffscreenCanvasRenderingContext2D, table?: string): void {
  lay(to, 15, 20, table)
  to.fillStyle = '#b98d70'
  for (const y of [48, 66]) {
    to.beginPath()
    to.roundRect(132, y, 60, 15, 7)
    to.fill()
  }
}

function layOnWood(to: OffscreenCanvasRenderingContext2D, x: number, y: number): void {
  fill(to, '#d3bd98')
  to.fillStyle = '#bfa67d'
  for (let grain = 2; grain < 120; grain += 9) to.fillRect(0, grain, 160, 2)
  layCard(to, x, y)
}

/** A card with print and lines of the size of ISO/IEC 7810 ID-1 and ICAO 9303-5, drawn large and made small as a picture is. */
function layPrinted(to: OffscreenCanvasRenderingContext2D, x: number, y: number): void {
  const large = new OffscreenCanvas(1280, 960)
  const context = large.getContext('2d')
  if (!context) throw new TypeError('no canvas')
  context.scale(8, 8)
  fill(context, lightTable)
  context.fillStyle = '#c9d3dc'
  context.fillRect(x, y, 130, 82)
  context.fillStyle = '#8f979f'
  context.fillRect(x + 6, y + 14, 32, 40)
  context.fillStyle = '#33363e'
  context.font = '3.2px sans-serif'
  for (let line = 0; line < 7; line += 1)
    context.fillText('Nom / Surname  SPECIMEN  Prénoms', x + 44, y + 14 + line * 6)
  context.font = '6.4px monospace'
  for (let line = 0; line < 3; line += 1)
    context.fillText('IDFRAX4RTBPFW46<<<<<<<<<<<<<<<', x + 7, y + 64 + line * 7)
  to.drawImage(large, 0, 0, 160, 120)
}

function layCard(to: OffscreenCanvasRenderingContext2D, x: number, y: number): void {
  to.fillStyle = '#d8dbe2'
  to.fillRect(x, y, 130, 82)
  to.fillStyle = '#23262e'
  for (let line = 0; line < 6; line += 1)
    to.fillText('IDFRA SPECIMEN <<<<< 19', x + 6, y + 14 + line * 12, 118)
}

function fill(to: OffscreenCanvasRenderingContext2D, colour: string): void {
  to.fillStyle = colour
  to.fillRect(0, 0, 160, 120)
}

function drawDocument(to: OffscreenCanvasRenderingContext2D, paper: string, ink: string): void {
  fill(to, paper)
  to.fillStyle = ink
  for (let line = 0; line < 9; line += 1)
    to.fillText('IDFRA SPECIMEN <<<<< 1990', 8, 14 + line * 12)
}

function blurred(to: OffscreenCanvasRenderingContext2D): void {
  to.filter = 'blur(3px)'
  drawDocument(to, '#d8dbe2', '#000000')
  to.fillRect(10, 10, 40, 50)
  to.fillRect(90, 20, 50, 20)
}

function drawFace(to: OffscreenCanvasRenderingContext2D, x: number): void {
  fill(to, '#9a9690')
  to.fillStyle = '#d9b08c'
  to.beginPath()
  to.ellipse(x, 60, 34, 46, 0, 0, 7)
  to.fill()
  to.fillStyle = '#201510'
  for (const [dx, dy] of [
    [-13, -10],
    [13, -10],
    [0, 25],
  ] as const)
    to.fillRect(x + dx - 6, 60 + dy, 12, 4)
  for (let hair = -30; hair < 30; hair += 4) to.fillRect(x + hair, 14, 2, 12)
}
