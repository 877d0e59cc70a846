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
/** A document that lies whole, or fills the picture, has sides about as light, and about as plain, as one another. */
const mostLightBetweenSides = 45
const mostDetailBetweenSides = 10
const leastTimesDetail = 3
/** Of a side, in points of the 160. */
const sidePoints = 5

/**
 * The first thing to do better, or undefined. A document shows by its detail inside the frame, one that is cut by a side as
 * light as paper beside others as dark as the table, or by print at a side beside others as plain as the table; sharpness by
 * how abrupt the detail is, a face out of the middle by where it lies; no model looks at anybody. A blank margin cut on a
 * table as light as itself is not told.
 */
export function hintOf(picture: GreyPicture, kind: RecordingKind): PictureHint | undefined {
  const { brightness, detail, sharpness, offset } = measure(picture)
  if (brightness < darkest) return 'too-dark'
  if (brightness > brightest) return 'too-bright'
  if (detail < leastDetail) return 'not-in-frame'
  if (sharpness < leastSharpness) return 'blurred'
  if (kind === 'face') return offset > mostOffset ? 'not-centred' : undefined
  return isCut(picture) ? 'cut' : undefined
}

/** Whether paper or print is at one side and not at two others. */
function isCut(picture: GreyPicture): boolean {
  const { width, height } = picture
  const sides = [
    { left: 0, right: width, top: 0, bottom: sidePoints },
    { left: 0, right: width, top: height - sidePoints, bottom: height },
    { left: 0, right: sidePoints, top: 0, bottom: height },
    { left: width - sidePoints, right: width, top: 0, bottom: height },
  ]
  const light = tableAndMost(sides.map((side) => lightOf(picture, side)))
  if (light.most - light.table > mostLightBetweenSides) return true
  const detail = tableAndMost(sides.map((side) => detailOf(picture, side)))
  // The grain of a table is not alike at all sides either.
  const isMuchMore = detail.most > leastTimesDetail * detail.table
  return isMuchMore && detail.most - detail.table > mostDetailBetweenSides
}

/** Of four sides: what at least two of them stay under, and the greatest. */
function tableAndMost(four: readonly number[]): { table: number; most: number } {
  const [, table = 0, , most = 0] = four.toSorted((one, other) => one - other)
  return { table, most }
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

/** As `measure` has it, over the points of a part that have others on all sides. */
function detailOf({ width, height, grey }: GreyPicture, part: Part): number {
  const at = (x: number, y: number) => grey[y * width + x] ?? 0
  let slope = 0
  let points = 0
  for (let y = Math.max(part.top, 1); y < Math.min(part.bottom, height - 1); y += 1) {
    for (let x = Math.max(part.left, 1); x < Math.min(part.right, width - 1); x += 1) {
      slope += Math.abs(at(x + 1, y) - at(x - 1, y)) + Math.abs(at(x, y + 1) - at(x, y - 1))
      points += 1
    }
  }
  return slope / points
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
