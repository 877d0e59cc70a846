import { concatBytes, utf8 } from '@etui/shared/bytes/bytes.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'

/** A picture as a grey map in binary (PGM, `P5`), its brightness weighted as the eye does (ITU-R BT.601). */
export function encodeGrey({ data, width, height }: ImageData): Bytes {
  const grey = new Uint8Array(width * height)
  for (let at = 0; at < grey.length; at += 1) {
    const red = data[at * 4] ?? 0
    const green = data[at * 4 + 1] ?? 0
    const blue = data[at * 4 + 2] ?? 0
    grey[at] = (red * 77 + green * 150 + blue * 29) >> 8
  }
  return concatBytes(utf8(`P5 ${width} ${height} 255\n`), grey)
}
