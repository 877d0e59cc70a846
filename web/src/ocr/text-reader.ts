// oxlint-disable-next-line import/default -- with `?worker&url` the bundler makes an address of the file
import readerUrl from './text-reader.worker.ts?worker&url'
import { startPictureWorker } from '../scanner/picture-reader.ts'
import type { PictureReader } from '../scanner/picture-reader.ts'
import type { TextRead } from './text-reading.ts'

/**
 * Starts the worker that reads print. It asks the network for some four megabytes, the first time; without them `read`
 * rejects with Error.
 */
export function startTextReader(): PictureReader<TextRead> {
  return startPictureWorker(readerUrl, 'etui-text')
}
