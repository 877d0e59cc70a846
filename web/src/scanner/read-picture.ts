import { readBarcodes } from 'zxing-wasm/reader'
import type { ReaderOptions } from 'zxing-wasm/reader'
import { greysOf, level, pictureOf, sharpen } from './picture-light.ts'
import type { Picture } from './picture-light.ts'

export type Seen =
  | { readonly kind: 'text'; readonly text: string }
  /** a code is there and cannot be read */
  | { readonly kind: 'blurred' }
  | { readonly kind: 'nothing' }

/**
 * Ways of looking at one picture, the cheapest first: as it is; with its light levelled, for what is dim, pale or half in the
 * shade; sharpened, for what is out of focus, moving or covered at its edge.
 */
export const allLooks = ['plain', 'levelled', 'sharpened'] as const
export type Look = (typeof allLooks)[number]

const options = {
  formats: ['QRCode'],
  tryHarder: true,
  tryDownscale: true,
  // Half of a noisy picture is quieter, and still has two pixels a module.
  downscaleFactor: 2,
  downscaleThreshold: 300,
  maxNumberOfSymbols: 1,
  returnErrors: true,
} as const satisfies ReaderOptions

/** What has been levelled is dark below the middle. */
const levelled = { ...options, binarizer: 'FixedThreshold' } as const

/**
 * Reads the QR code of a picture, in these ways, one after the other until one reads it. The library's WebAssembly is
 * prepared beforehand: by itself it would be fetched from a public address.
 */
export async function readPicture(
  picture: Picture,
  looks: readonly Look[] = allLooks,
): Promise<Seen> {
  let seen: Seen = { kind: 'nothing' }
  for (const look of looks) {
    const [code] = await read(picture, look)
    if (code?.isValid) return { kind: 'text', text: code.text }
    if (code) seen = { kind: 'blurred' }
  }
  return seen
}

function read(picture: Picture, look: Look) {
  if (look === 'plain') return readBarcodes(asImage(picture), options)
  const greys = greysOf(picture)
  const made = look === 'levelled' ? level(greys, 12) : level(sharpen(greys, 3, 3), 24)
  return readBarcodes(asImage(pictureOf(made)), levelled)
}

/** The library takes a picture by these three alone; outside a browser there is no ImageData to make. */
function asImage(picture: Picture): ImageData {
  return picture as ImageData
}
