// oxlint-disable-next-line import/default -- with `?worker&url` the bundler makes an address of the file
import likenessUrl from './likeness.worker.ts?worker&url'
import { trustedScriptUrl } from '../offline/trusted-url.ts'
import type { FacePictures, FacesCompared } from './face-pictures.ts'
import type { Likeness } from './likeness.ts'

/** Compares a document's portrait with a face; the pictures are taken over and closed. */
export interface FaceComparer {
  compareFaces(document: readonly ImageBitmap[], face: readonly ImageBitmap[]): Promise<Likeness>
  stop(): void
}

/**
 * Starts the worker that compares faces; models and all are some 15 MB, so only where there is a case to judge.
 * `compareFaces` rejects with Error when the models cannot run here.
 */
export function startFaceComparer(): FaceComparer {
  const worker = new Worker(trustedScriptUrl(likenessUrl), {
    type: 'module',
    name: 'etui-likeness',
  })
  const waiting = new Map<number, PromiseWithResolvers<Likeness>>()
  let turn = 0

  worker.addEventListener('message', ({ data }: MessageEvent<FacesCompared>) => {
    const asked = waiting.get(data.turn)
    waiting.delete(data.turn)
    if ('fault' in data) asked?.reject(new Error(data.fault))
    else asked?.resolve(data.likeness)
  })
  worker.addEventListener('error', (event) => {
    endAll(event.message || 'The models cannot start')
  })

  function endAll(why: string): void {
    for (const asked of waiting.values()) asked.reject(new Error(why))
    waiting.clear()
  }

  return {
    compareFaces(document, face) {
      turn += 1
      const asked = Promise.withResolvers<Likeness>()
      waiting.set(turn, asked)
      const sent: FacePictures = { turn, document, face }
      worker.postMessage(sent, [...document, ...face])
      return asked.promise
    },
    stop() {
      worker.terminate()
      endAll('The comparison was stopped')
    },
  }
}
