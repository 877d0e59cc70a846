import type { RecordingKind } from '@etui/shared/enrolment/recording.ts'

/** What a person can do better before anything is sent. */
export type PictureHint =
  | 'too-dark'
  | 'too-bright'
  | 'blurred'
  | 'not-in-frame'
  | 'cut'
  | 'not-centred'

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
/** A document that lies whole, or fills the picture, has sides about as light as one another. */
const mostBetweenSides = 45
/** Of a side, in points of the 160. */
const sidePoints = 5

/**
 * The first thing to do better, or undefined. A document shows by its detail inside the frame, one that is cut by a side as
 * light as paper beside others as dark as the table, sharpness by how abrupt the detail is, a face out of the middle by where
 * it lies; no model looks at anybody.
 */
export function hintOf(picture: GreyPicture, kind: RecordingKind): PictureHint | undefined {
  const { brightness, detail, sharpness, offset } = measure(picture)
  if (brightness < darkest) return 'too-dark'
  if (brightness > brightest) return 'too-bright'
  if (detail < leastDetail) return 'not-in-frame'
  if (sharpness < leastSharpness) return 'blurred'
  if (kind === 'face') return offset > mostOffset ? 'not-centred' : undefined
  return betweenSides(picture) > mostBetweenSides ? 'cut' : undefined
}

/** How much lighter the lightest of the four sides is than at least two others. */
function betweenSides(picture: GreyPicture): number {
  const { width, height } = picture
  const sides = [
    lightOf(picture, { left: 0, right: width, top: 0, bottom: sidePoints }),
    lightOf(picture, { left: 0, right: width, top: height - sidePoints, bottom: height }),
    lightOf(picture, { left: 0, right: sidePoints, top: 0, bottom: height }),
    lightOf(picture, { left: width - sidePoints, right: width, top: 0, bottom: height }),
  ]
  const [, table = 0, , paper = 0] = sides.toSorted((one, other) => one - other)
  return paper - table
}

interface Part {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

function lightOf({ width, grey }: GreyPicture, { left, right, top, bottom }: Part): number {
  let light = 0
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) light += grey[y * width + x] ?? 0
  }
  return light / ((right - left) * (bottom - top))
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
