import { afterAll, beforeAll, expect, it } from 'vitest'
import gridUrl from '../../node_modules/@vladmandic/human/assets/screenshot-facematch.jpg?url'
import { type FaceComparer, startFaceComparer } from './compare-faces.ts'
import type { Likeness } from './likeness.ts'

/**
 * Faces out of `@vladmandic/human` itself (MIT): the picture by which its author shows the library at work is a grid of
 * photographs, most of its first row being of himself, on different days and in different light. Read where the package
 * lies: no face of anybody is kept in this project. Who is who below was told by eye.
 */
const grid = { column: 1920 / 18, row: 112.3, top: 282 }
const author = { indoors: [0, 0], atNight: [0, 1], inWhite: [0, 3], inSuit: [0, 11] } as const
const others = { bald: [5, 5], bearded: [5, 9], fair: [1, 6], dark: [5, 15] } as const

let comparer: FaceComparer
let photographs: HTMLImageElement

beforeAll(async () => {
  photographs = new Image()
  photographs.src = gridUrl
  await photographs.decode()
  comparer = startFaceComparer()
}, 60_000)
afterAll(() => comparer.stop())

it(
  'finds one person’s photographs alike, and those of two persons not',
  { timeout: 120_000 },
  async () => {
    const portrait = author.indoors
    const same = await Promise.all(
      [author.atNight, author.inWhite].map((face) => compare(portrait, face)),
    )
    const different = await Promise.all(
      Object.values(others).map((face) => compare(portrait, face)),
    )
    for (const { likeness } of same) expect(likeness).toBeGreaterThan(0.6)
    for (const { likeness } of different) expect(likeness).toBeLessThan(0.45)
    const inSuit = await compare(portrait, author.inSuit)
    expect(inSuit.likeness).toBeGreaterThan(
      Math.max(...different.map(({ likeness = 1 }) => likeness)),
    )
  },
)

it('gives every score between nought and one', { timeout: 60_000 }, async () => {
  const scores = Object.values(await compare(others.fair, others.dark))
  expect(scores).toHaveLength(3)
  for (const score of scores) {
    expect(score).toBeGreaterThanOrEqual(0)
    expect(score).toBeLessThanOrEqual(1)
  }
})

it(
  'finds a face less alive once it was printed on paper and photographed again',
  { timeout: 120_000 },
  async () => {
    for (const face of [author.indoors, author.atNight, others.bald, others.dark]) {
      const alive = await compare(face, face)
      const printed = await comparer.compareFaces([await photograph(face)], [await print(face)])
      // Measured: 1.00, 0.93, 0.92, 0.93 and on paper 0.50, 0.81, 0.69, 0.62. The other score, `realness`, moves both ways
      // (0.65, 0.38, 0.64, 0.67 and 0.59, 0.51, 0.67, 0.58): it tells nothing of paper, and nothing here relies on it.
      expect(printed.liveness).toBeLessThan(alive.liveness ?? 0)
    }
  },
)

it('gives no score where there is no face', { timeout: 60_000 }, async () => {
  expect(await comparer.compareFaces([await table()], [await table()])).toEqual({})
})

type Place = readonly [row: number, column: number]

async function compare(portrait: Place, face: Place): Promise<Likeness> {
  return comparer.compareFaces([await photograph(portrait)], [await photograph(face)])
}

/** One photograph of the grid, as the camera would have it: in the middle of a grey frame. */
async function photograph([row, column]: Place): Promise<ImageBitmap> {
  const side = grid.column - 4
  const { canvas, context } = grey()
  const [left, top] = [column * grid.column + 2, grid.top + row * grid.row + 2]
  context.drawImage(photographs, left, top, side, side, 60, 60, 360, 360)
  return createImageBitmap(canvas)
}

/** The same photograph on a sheet of paper: paler, with the sheet around it. */
async function print([row, column]: Place): Promise<ImageBitmap> {
  const side = grid.column - 4
  const { canvas, context } = grey()
  const [left, top] = [column * grid.column + 2, grid.top + row * grid.row + 2]
  context.fillStyle = '#f4f2ec'
  context.fillRect(40, 20, 400, 440)
  context.filter = 'contrast(0.75) saturate(0.6)'
  context.drawImage(photographs, left, top, side, side, 60, 60, 360, 360)
  return createImageBitmap(canvas)
}

async function table(): Promise<ImageBitmap> {
  return createImageBitmap(grey().canvas)
}

function grey() {
  const canvas = new OffscreenCanvas(480, 480)
  const context = canvas.getContext('2d')
  if (!context) throw new TypeError('This browser draws no picture')
  context.fillStyle = '#777'
  context.fillRect(0, 0, canvas.width, canvas.height)
  return { canvas, context }
}
