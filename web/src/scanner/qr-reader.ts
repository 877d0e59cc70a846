// oxlint-disable-next-line import/default -- with `?worker&url` the bundler makes an address of the file
import readerUrl from './reader.worker.ts?worker&url'
import { startPictureWorker } from './picture-reader.ts'
import type { PictureReader } from './picture-reader.ts'

/** Starts the worker that reads QR codes. `read` rejects with Error when the worker cannot start or fails. */
export function startQrReader(): PictureReader {
  return startPictureWorker(readerUrl, 'etui-qr')
}
