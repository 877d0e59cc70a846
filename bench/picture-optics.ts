import type { Random } from './seeded-random.ts'

/** Light on a sensor, 0..255 and beyond where it is drowned. */
export interface Grey {
  readonly width: number
  readonly height: number
  readonly light: Float32Array
}

/** A lens out of focus: a Gaussian of so many pixels. */
export function blur(picture: Grey, sigma: number): Grey {
  if (sigma < 0.1) return picture
  const reach = Math.ceil(sigma * 3)
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * sigma ** 2)),
  )
  const sum = kernel.reduce((total, part) => total + part, 0)
  const parts = kernel.map((part, at) => ({ by: at - reach, share: part / sum }))
  const across = gather(
    picture,
    parts.map(({ by, share }) => ({ dx: by, dy: 0, share })),
  )
  return gather(
    across,
    parts.map(({ by, share }) => ({ dx: 0, dy: by, share })),
  )
}

/** A hand that moved by so many pixels, that way. */
export function smear(picture: Grey, length: number, along: number): Grey {
  const steps = Math.round(length)
  if (steps < 1) return picture
  return gather(
    picture,
    Array.from({ length: steps + 1 }, (_, step) => ({
      dx: Math.round((step - steps / 2) * Math.cos(along)),
      dy: Math.round((step - steps / 2) * Math.sin(along)),
      share: 1 / (steps + 1),
    })),
  )
}

/** A number of the normal distribution (Box and Muller). */
export function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

interface Part {
  readonly dx: number
  readonly dy: number
  readonly share: number
}

function gather({ width, height, light }: Grey, parts: readonly Part[]): Grey {
  const result = new Float32Array(light.length)
  for (const { dx, dy, share } of parts) {
    for (let y = 0; y < height; y++) {
      const row = Math.min(height - 1, Math.max(0, y + dy)) * width
      for (let x = 0; x < width; x++) {
        const from = row + Math.min(width - 1, Math.max(0, x + dx))
        result[y * width + x] = (result[y * width + x] ?? 0) + (light[from] ?? 0) * share
      }
    }
  }
  return { width, height, light: result }
}
