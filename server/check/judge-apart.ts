import { Worker } from 'node:worker_threads'
import pLimit from 'p-limit'
import type { RecordingKind } from '@etui/shared/enrolment/recording.ts'
import type { FilmFinding } from './judge-film.ts'

/** An honest film takes a tenth of a second, most of it the thread's own start. */
const deadlineMs = 10_000
const heapMb = 128
/** So many films are in memory at a time, whoever sends them. */
const limit = pLimit(2)

/**
 * Judges a film in a thread of its own, with a deadline and a heap of its own: a few bytes of a container can promise
 * millions of frames, and whoever counts them must neither keep the others waiting nor take the process down. What
 * ends the thread before it answered is `damaged`. Throws what `read` throws.
 */
export function judgeApart(
  read: () => Promise<Uint8Array>,
  kind: RecordingKind,
  { ms = deadlineMs }: { readonly ms?: number } = {},
): Promise<FilmFinding> {
  return limit(async () => judgeWithin(await read(), kind, ms))
}

async function judgeWithin(
  bytes: Uint8Array,
  kind: RecordingKind,
  ms: number,
): Promise<FilmFinding> {
  const own = new Uint8Array(bytes)
  const worker = new Worker(new URL('./judge-film.worker.ts', import.meta.url), {
    workerData: { bytes: own, kind },
    transferList: [own.buffer],
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  const { promise, resolve } = Promise.withResolvers<FilmFinding>()
  worker.once('message', resolve)
  for (const end of ['error', 'exit']) worker.once(end, () => resolve({ fault: 'damaged' }))
  const timer = setTimeout(() => resolve({ fault: 'damaged' }), ms)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
