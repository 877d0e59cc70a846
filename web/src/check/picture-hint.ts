import type { RecordingKind } from '@etui/shared/enrolment/recording.ts'

/** What a person can do better before anything is sent. */
export type PictureHint = 'too-dark' | 'too-bright' | 'blurred' | 'not-in-frame' | 'not-centred'

/** A picture made small: its brightness alone, row by row, 0 to 255. */
export interface GreyPicture {
  readonly width: number
  readonly height: number
  readonly grey: Uint8Array
}

/** Means over a picture of 160 points across; found with films of specimens, and generous: a hint is never a refusal. */
const darkest = 55
const brightest = 225
const leastDetail = 2.2
const leastSharpness = 3
const mostOffset = 0.16

/**
 * The first thing to do better, or undefined. A document shows by its detail inside the frame, sharpness by how abrupt that
 * detail is, a face out of the middle by where the detail lies; no model looks at anybody.
 */
export function hintOf(picture: GreyPicture, kind: RecordingKind): PictureHint | undefined {
  const { brightness, detail, sharpness, offset } = measure(picture)
  if (brightness < darkest) return 'too-dark'
  if (brightness > brightest) return 'too-bright'
  if (detail < leastDetail) return 'not-in-frame'
  if (sharpness < leastSharpness) return 'blurred'
  return kind === 'face' && offset > mostOffset ? 'not-centred' : undefined
}

function measure({ width, height, grey }: GreyPicture) {
  const total = { light: 0, slope: 0, bend: 0, across: 0, down: 0, points: 0 }
  const at = (x: number, y: number) => grey[y * width + x] ?? 0
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const here = at(x, y)
      const slope = Math.abs(at(x + 1, y) - at(x - 1, y)) + Math.abs(at(x, y + 1) - at(x, y - 1))
      const around = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1)
      total.light += here
      total.slope += slope
      total.bend += Math.abs(4 * here - around)
      total.across += slope * x
      total.down += slope * y
      total.points += 1
    }
  }
  const weight = Math.max(total.slope, 1)
  return {
    brightness: total.light / total.points,
    detail: total.slope / total.points,
    // Bend by slope: a blurred edge rises over many points, a sharp one over one or two.
    sharpness: (total.bend / weight) * 10,
    offset: Math.max(
      Math.abs(total.across / weight / width - 0.5),
      // Hair has more detail than a chin: up and down counts half.
      Math.abs(total.down / weight / height - 0.5) / 2,
    ),
  }
}
