import { beforeAll, describe, expect, test } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url'
import { makeCode, makeTextCode } from './code-matrix.ts'
import { drawCode, eraseCode } from './draw-code.ts'

beforeAll(() =>
  prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true }),
)

const someDigits = (length: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => byte % 10).join('')

function pixels(canvas: HTMLCanvasElement): ImageData {
  const pen = canvas.getContext('2d')
  if (pen === null) throw new TypeError('no canvas')
  return pen.getImageData(0, 0, canvas.width, canvas.height)
}

describe('a drawn code', () => {
  test.each([
    [406, 9, 53],
    [989, 15, 77],
    [1300, 18, 89],
  ])('of %i digits is version %i, %i modules', (length, _, size) => {
    expect(makeCode(someDigits(length)).size).toBe(size)
  })

  test.each([
    [989, 340, 1],
    [989, 340, 2.625],
    [1300, 302, 3],
    [406, 280, 1.5],
  ])('of %i digits in %i pixels at ratio %f is read back whole', async (length, room, ratio) => {
    const digits = someDigits(length)
    const canvas = document.createElement('canvas')
    drawCode(canvas, makeCode(digits), { room, ratio })
    const image = pixels(canvas)
    const shades = new Set<number>()
    for (let at = 0; at < image.data.length; at++) shades.add(image.data[at] ?? -1)
    expect([...shades].toSorted((one, other) => one - other)).toEqual([0, 255])
    expect(canvas.width % (makeCode(digits).size + 8)).toBe(0)
    expect(Number.parseFloat(canvas.style.inlineSize)).toBeLessThanOrEqual(room)
    const [found] = await readBarcodes(image, { formats: ['QRCode'] })
    expect(found?.text).toBe(digits)
  })

  test.each([[1], [2.625]])('of a text is read back whole at ratio %f', async (ratio) => {
    const text =
      'https://carte.example/t#c=pQFoazdRbTJ4VmICUGKKw4PAKYvCKNJ-TEPN' + 'aZ09_-'.repeat(40)
    const canvas = document.createElement('canvas')
    drawCode(canvas, makeTextCode(text), { room: 340, ratio })
    const [found] = await readBarcodes(pixels(canvas), { formats: ['QRCode'] })
    expect(found?.text).toBe(text)
  })

  test('leaves nothing behind when it is erased', () => {
    const canvas = document.createElement('canvas')
    drawCode(canvas, makeCode(someDigits(989)), { room: 340, ratio: 1 })
    eraseCode(canvas)
    expect(pixels(canvas).data.every((byte) => byte === 0)).toBe(true)
  })

  test('is of digits and nothing else', () => {
    expect(() => makeCode('12a4')).toThrow(TypeError)
  })
})
