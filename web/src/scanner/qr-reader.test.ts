import { afterEach, describe, expect, it } from 'vitest'
import QRCode from 'qrcode'
import vectors from '@etui/shared/vectors/presentation-v1.json'
import { startQrReader } from './qr-reader.ts'
import type { PictureReader } from './picture-reader.ts'

let reader: PictureReader | undefined

afterEach(() => reader?.stop())

describe('the reader of codes', () => {
  it('reads a sealed frame from a picture, in a worker, with a WebAssembly of this origin', async () => {
    reader = startQrReader()
    const frame = vectors.steps.digitsSealed
    const read = await reader.read(await picture(frame))
    expect(read).toMatchObject({ kind: 'text', text: frame })
    const wasm = performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.includes('jsdelivr'))
    expect(wasm).toEqual([])
  })

  it('reads it small, tilted and noisy, as a camera sees it', async () => {
    reader = startQrReader()
    const frame = vectors.steps.digitsSealed
    const read = await reader.read(
      await picture(frame, { width: 1280, height: 720, tilt: 0.12, noise: 40 }),
    )
    expect(read).toMatchObject({ kind: 'text', text: frame })
  })

  it('sees nothing where there is nothing, and goes on', async () => {
    reader = startQrReader()
    const blank = new OffscreenCanvas(320, 240)
    blank.getContext('2d')?.fillRect(0, 0, 320, 240)
    expect((await reader.read(blank.transferToImageBitmap())).kind).toBe('nothing')
    expect(await reader.read(await picture('27'))).toMatchObject({ kind: 'text', text: '27' })
  })

  it('rejects what was waiting when it is stopped', async () => {
    reader = startQrReader()
    const waiting = reader.read(await picture('27'))
    reader.stop()
    await expect(waiting).rejects.toThrow('stopped')
  })
})

interface Scene {
  readonly width: number
  readonly height: number
  readonly tilt: number
  readonly noise: number
}

/** A code as the phone draws it, in a picture as a camera takes it. */
async function picture(
  text: string,
  scene: Scene = { width: 700, height: 700, tilt: 0, noise: 0 },
): Promise<ImageBitmap> {
  const code = document.createElement('canvas')
  await QRCode.toCanvas(code, [{ data: text, mode: 'numeric' }], {
    errorCorrectionLevel: 'M',
    margin: 4,
    scale: 5,
  })
  const canvas = new OffscreenCanvas(scene.width, scene.height)
  const context = canvas.getContext('2d')
  if (!context) throw new TypeError('no canvas')
  context.fillStyle = '#6b6460'
  context.fillRect(0, 0, scene.width, scene.height)
  context.translate(scene.width / 2, scene.height / 2)
  context.rotate(scene.tilt)
  context.drawImage(code, -code.width / 2, -code.height / 2)
  const image = context.getImageData(0, 0, scene.width, scene.height)
  for (let at = 0; at < image.data.length; at++) {
    // A fixed pattern that looks like a sensor's noise, the same on each run.
    if (at % 4 !== 3)
      image.data[at] = (image.data[at] ?? 0) + ((at * 7919) % (2 * scene.noise + 1)) - scene.noise
  }
  context.putImageData(image, 0, 0)
  return canvas.transferToImageBitmap()
}
