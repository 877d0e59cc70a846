// oxlint-disable-next-line import/default -- with `?worker&url` the bundler makes an address of the file
import readerUrl from './reader.worker.ts?worker&url'
import { trustedScriptUrl } from '../offline/trusted-url.ts'
import type { PictureRead, PictureSent } from './frame-reading.ts'

/** Reads one picture at a time; `read` takes the picture over and closes it. */
export interface QrReader {
  read(picture: ImageBitmap): Promise<PictureRead>
  stop(): void
}

/** Starts the worker that reads QR codes. `read` rejects with Error when the worker cannot start or fails. */
export function startQrReader(): QrReader {
  const worker = new Worker(trustedScriptUrl(readerUrl), { type: 'module', name: 'etui-qr' })
  const waiting = new Map<number, { done(read: PictureRead): void; fail(error: Error): void }>()
  let turn = 0

  worker.addEventListener('message', (event: MessageEvent<PictureRead>) => {
    waiting.get(event.data.turn)?.done(event.data)
    waiting.delete(event.data.turn)
  })
  worker.addEventListener('error', (event) => {
    for (const { fail } of waiting.values())
      fail(new Error(event.message || 'The reader cannot start'))
    waiting.clear()
  })

  return {
    read(picture) {
      turn += 1
      const sent: PictureSent = { turn, picture }
      return new Promise((done, fail) => {
        waiting.set(turn, { done, fail })
        worker.postMessage(sent, [picture])
      })
    },
    stop() {
      worker.terminate()
      for (const { fail } of waiting.values()) fail(new Error('The reader was stopped'))
      waiting.clear()
    },
  }
}
