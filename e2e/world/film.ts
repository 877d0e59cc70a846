import { rename, writeFile } from 'node:fs/promises'
import { PNG } from 'pngjs'

/**
 * Turns a screenshot (PNG bytes) into the film of a pretend camera: YUV4MPEG2 with 4:2:0 chroma, the picture centred on a
 * grey table, one frame, which Chromium plays again and again (`--use-file-for-fake-video-capture`). The picture is never
 * scaled, so that what the camera sees is what the screen drew. Throws a RangeError when it does not fit.
 */
export async function makeFilm(path: string, picture: Uint8Array, frame = fullHd): Promise<void> {
  // In one step: a camera that is just being opened finds the old film or the new one, never half of it.
  await writeFile(`${path}.new`, encodeFilm(PNG.sync.read(Buffer.from(picture)), frame))
  await rename(`${path}.new`, path)
}

export interface FrameSize {
  readonly width: number
  readonly height: number
}

export const fullHd: FrameSize = { width: 1920, height: 1080 }

export function encodeFilm(picture: PNG, { width, height }: FrameSize): Uint8Array {
  if (picture.width > width || picture.height > height) {
    throw new RangeError(`a picture of ${picture.width}x${picture.height} does not fit the camera`)
  }
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\nFRAME\n`)
  const luma = Buffer.alloc(width * height, table)
  const chroma = Buffer.alloc((width * height) / 2, neutral)
  const left = Math.floor((width - picture.width) / 2)
  const top = Math.floor((height - picture.height) / 2)
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const from = (y * picture.width + x) * 4
      luma[(top + y) * width + left + x] = lumaOf(picture.data, from)
    }
  }
  return Buffer.concat([header, luma, chroma])
}

const table = 120
const neutral = 128

/** BT.601, studio range: a camera of ours is colour-blind, which a code in black and white does not notice. */
function lumaOf(rgba: Uint8Array, at: number): number {
  const [red = 0, green = 0, blue = 0] = rgba.subarray(at, at + 3)
  return 16 + Math.round((65.481 * red + 128.553 * green + 24.966 * blue) / 255)
}
