/** A picture's greys, row by row. */
export interface Greys {
  readonly width: number
  readonly height: number
  readonly greys: Uint8Array
}

/** RGBA, as a canvas gives it. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

/** Less light than this tells nothing of itself: noise in the dark is not stretched without end. */
const DARKEST_MEAN = 12

export function greysOf({ width, height, data }: Picture): Greys {
  const greys = new Uint8Array(width * height)
  for (let at = 0, from = 0; at < greys.length; at++, from += 4) {
    // The weights of red, green and blue of BT.601, of 1,024.
    const sum = 306 * (data[from] ?? 0) + 601 * (data[from + 1] ?? 0) + 117 * (data[from + 2] ?? 0)
    greys[at] = sum >> 10
  }
  return { width, height, greys }
}

/** A picture for a reader, not for the eye: it is as transparent as it is dark. */
export function pictureOf({ width, height, greys }: Greys): Picture {
  const pixels = new Uint32Array(greys.length)
  // Equal colours; the transparency, which readers pass over, is equal to them: no end of the machine's words matters.
  for (let at = 0; at < greys.length; at++) pixels[at] = (greys[at] ?? 0) * 0x01010101
  const data = new Uint8ClampedArray(pixels.buffer)
  return { width, height, data }
}

/**
 * Stretches each place's light about the mean of its surroundings, which becomes 128: what is dim, pale or half in the shade
 * has the contrast of what is well lit.
 */
export function level(picture: Greys, radius: number): Greys {
  return against(picture, radius, (grey, mean) => {
    return 128 + ((grey - mean) * 160) / Math.max(DARKEST_MEAN, mean)
  })
}

/** Drives each place away from the mean of its surroundings, `by` times: edges that a lens or a hand spread stand again. */
export function sharpen(picture: Greys, radius: number, by: number): Greys {
  return against(picture, radius, (grey, mean) => grey + by * (grey - mean))
}

/** Makes each grey anew from itself and the mean of the square about it. */
function against(
  { width, height, greys }: Greys,
  radius: number,
  make: (grey: number, mean: number) => number,
): Greys {
  const sums = summed(greys, width, height)
  const made = new Uint8ClampedArray(greys.length)
  const row = width + 1
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius) * row
    const bottom = Math.min(height, y + radius + 1) * row
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius)
      const right = Math.min(width, x + radius + 1)
      const sum =
        (sums[bottom + right] ?? 0) -
        (sums[top + right] ?? 0) -
        (sums[bottom + left] ?? 0) +
        (sums[top + left] ?? 0)
      const area = ((bottom - top) / row) * (right - left)
      made[y * width + x] = make(greys[y * width + x] ?? 0, sum / area)
    }
  }
  return { width, height, greys: new Uint8Array(made.buffer) }
}

/** The sum of all greys above and to the left of each place; one row and one column more, of noughts. */
function summed(greys: Uint8Array, width: number, height: number): Uint32Array {
  const sums = new Uint32Array((width + 1) * (height + 1))
  const row = width + 1
  for (let y = 0; y < height; y++) {
    let line = 0
    for (let x = 0; x < width; x++) {
      line += greys[y * width + x] ?? 0
      sums[(y + 1) * row + x + 1] = (sums[y * row + x + 1] ?? 0) + line
    }
  }
  return sums
}
