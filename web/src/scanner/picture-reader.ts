import { trustedScriptUrl } from '../offline/trusted-url.ts'
import type { PictureRead, PictureSent } from './frame-reading.ts'

/** Reads one picture at a time; `read` takes the picture over and closes it. */
export interface PictureReader<Answer = PictureRead> {
  read(picture: ImageBitmap): Promise<Answer>
  stop(): void
}

/**
 * Starts a worker of ours that answers each picture by its turn. `read` rejects with Error when the worker cannot start
 * or fails, and when it is stopped meanwhile.
 */
export function startPictureWorker<Answer extends { readonly turn: number }>(
  address: string,
  name: string,
): PictureReader<Answer> {
  const worker = new Worker(trustedScriptUrl(address), { type: 'module', name })
  const waiting = new Map<number, { done(read: Answer): void; fail(error: Error): void }>()
  let turn = 0

  worker.addEventListener('message', (event: MessageEvent<Answer>) => {
    waiting.get(event.data.turn)?.done(event.data)
    waiting.delete(event.data.turn)
  })
  worker.addEventListener('error', (event) => {
    failAll(event.message || 'The reader cannot start')
  })

  function failAll(why: string): void {
    for (const { fail } of waiting.values()) fail(new Error(why))
    waiting.clear()
  }

  return {
    read(picture) {
      turn += 1
      return new Promise((done, fail) => {
        waiting.set(turn, { done, fail })
        const sent: PictureSent = { turn, picture }
        worker.postMessage(sent, [picture])
      })
    },
    stop() {
      worker.terminate()
      failAll('The reader was stopped')
    },
  }
}
