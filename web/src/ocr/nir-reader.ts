import type { NirOptions } from '@etui/shared/nir/nir.ts'
import type { PictureRead } from '../scanner/frame-reading.ts'
import type { PictureReader } from '../scanner/picture-reader.ts'
import { findNir } from './find-nir.ts'
import { finderPart, type Finder } from './finder-part.ts'
import { startTextReader } from './text-reader.ts'
import type { TextRead } from './text-reading.ts'

export interface NirReaderNeeds extends NirOptions {
  readonly finder: Finder
  readonly startText?: () => PictureReader<TextRead>
}

/** Reads the number printed on a plastic card, where the finder aims: `text` is a number whose key fits, or nothing is said. */
export function startNirReader({
  finder,
  startText = startTextReader,
  ...options
}: NirReaderNeeds): PictureReader {
  const reader = startText()
  return {
    async read(picture): Promise<PictureRead> {
      const { x, y, width, height } = finderPart(picture, finder)
      const aimed = await createImageBitmap(picture, x, y, width, height)
      picture.close()
      const { turn, lines } = await reader.read(aimed)
      const text = findNir(lines, options)
      return text === undefined ? { turn, kind: 'nothing' } : { turn, kind: 'text', text }
    },
    stop: () => reader.stop(),
  }
}
