import { describe, expect, it } from 'vitest'
import { greysOf, level, pictureOf, sharpen } from './picture-light.ts'
import type { Greys } from './picture-light.ts'

/** Squares of eight, dark and light in turn, lit from `left` to `right` of their full light. */
function chequers(dark: number, light: number, left = 1, right = 1): Greys {
  const [width, height] = [96, 96]
  const greys = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    const isLight = (Math.floor(x / 8) + Math.floor(y / 8)) % 2 === 1
    return (isLight ? light : dark) * (left + ((right - left) * x) / width)
  })
  return { width, height, greys }
}

describe('the light of a picture', () => {
  it('is the same in greys and in colours', () => {
    const picture = chequers(3, 250)
    expect(greysOf(pictureOf(picture))).toEqual(picture)
    expect(
      greysOf({ width: 1, height: 1, data: new Uint8ClampedArray([255, 0, 0, 255]) }).greys,
    ).toEqual(new Uint8Array([76]))
  })

  it.each([
    ['dim', chequers(8, 40)],
    ['pale', chequers(110, 150)],
    ['half in the shade', chequers(20, 220, 0.1, 1)],
  ])('is levelled about the middle where it is %s', (_, picture) => {
    const { greys } = level(picture, 12)
    const straight = chequers(0, 1).greys
    const wrong = greys.filter((grey, at) => grey > 127 !== (straight[at] === 1))
    expect(wrong.length).toBe(0)
  })

  it('gives edges back what a lens took', () => {
    const soft: Greys = {
      width: 8,
      height: 1,
      greys: new Uint8Array([40, 40, 40, 80, 160, 200, 200, 200]),
    }
    const { greys } = sharpen(soft, 2, 2)
    expect(greys[4] ?? 0).toBeGreaterThan(200)
    expect(greys[3] ?? 0).toBeLessThan(40)
  })
})
