import { onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { startFaceComparer } from '../../src/likeness/compare-faces.ts'
import type { Likeness } from '../../src/likeness/likeness.ts'
import { filmAddress } from './film-address.ts'
import { sampleFilm } from './sample-film.ts'

/** Pictures taken of each film: a portrait is on one side of a document only, and a face moves. */
const PICTURES = { document: 4, face: 6 } as const

export type LikenessState = 'computing' | 'known' | 'unknown'

/** The models' scores of a case, computed once it is opened; `unknown` where films or models cannot be had. Ends with the scope. */
export function useLikeness(checkId: string): {
  readonly state: Readonly<Ref<LikenessState>>
  readonly scores: Readonly<Ref<Likeness>>
} {
  const state = shallowRef<LikenessState>('computing')
  const scores = shallowRef<Likeness>({})
  const ending = new AbortController()
  const comparer = startFaceComparer()
  onScopeDispose(() => {
    ending.abort()
    comparer.stop()
  })

  async function compute(): Promise<void> {
    try {
      const [document, face] = await Promise.all([
        sampleFilm(filmAddress(checkId, 'document'), PICTURES.document, ending.signal),
        sampleFilm(filmAddress(checkId, 'face'), PICTURES.face, ending.signal),
      ])
      scores.value = await comparer.compareFaces(document, face)
      state.value = 'known'
    } catch {
      // Nothing hangs on the scores: the agent judges without them, and is told so.
      if (!ending.signal.aborted) state.value = 'unknown'
    } finally {
      // The models take a hundred megabytes of memory, and have said what they had to say.
      comparer.stop()
    }
  }
  void compute()

  return { state: readonly(state), scores: readonly(scores) }
}
