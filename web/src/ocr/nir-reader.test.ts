import { afterEach, describe, expect, it } from 'vitest'
import type { PictureReader } from '../scanner/picture-reader.ts'
import { startNirReader } from './nir-reader.ts'

const finder = { ratio: 1.6, share: 0.4 }
let reader: PictureReader | undefined

afterEach(() => reader?.stop())

describe('the reader of the plastic card', () => {
  it('reads the number where it aims, on the device, and nothing from elsewhere', async () => {
    reader = startNirReader({ finder, allowDemonstration: true })
    const read = await reader.read(cardWith('2 84 19 57 511 500 59'))
    expect(read).toMatchObject({ kind: 'text', text: '284195751150059' })
    const hosts = performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin)
    expect(new Set(hosts)).toEqual(new Set([location.origin]))
  }, 60_000)

  it('offers nothing for a number whose key does not fit', async () => {
    reader = startNirReader({ finder, allowDemonstration: true })
    expect(await reader.read(cardWith('2 84 19 57 511 500 58'))).toMatchObject({ kind: 'nothing' })
  }, 60_000)

  it('does not read a number outside the band', async () => {
    reader = startNirReader({ finder, allowDemonstration: true })
    const read = await reader.read(cardWith('2 84 19 57 511 500 59', 60))
    expect(read).toMatchObject({ kind: 'nothing' })
  }, 60_000)
})

/** A card as a phone held upright sees it, its number `offset` pixels from the top, or in the middle. */
function cardWith(number: string, offset = 960): ImageBitmap {
  const canvas = new OffscreenCanvas(1080, 1920)
  const context = canvas.getContext('2d')
  if (!context) throw new TypeError('no canvas')
  context.fillStyle = '#4f9a6b'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = '#16211a'
  context.font = '600 52px sans-serif'
  context.fillText(number, 140, offset)
  return canvas.transferToImageBitmap()
}
