import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { ComputedRef, Ref } from 'vue'
import { recordingKinds, type RecordingKind } from '@etui/shared/enrolment/recording.ts'
import type { Refusal } from '@etui/shared/refusal.ts'
import type { CheckView } from '@etui/shared/wire/check-view.ts'
import type { Film, FilmStore } from './film-store.ts'
import type { FilmUpload, RunningUpload } from './upload-film.ts'

/** Where one of the two films stands: `refusal` of a missing one is why the last was not taken, a `RecordingFault`. */
export type FilmState =
  | { readonly kind: 'missing'; readonly refusal?: string | undefined }
  | {
      readonly kind: 'sending'
      /** from 0 to 1 */
      readonly share: number
      readonly isPaused?: boolean
      /** by the network, or by the server's word */
      readonly stopped?: Refusal | undefined
    }
  | { readonly kind: 'complete' }

export interface Films {
  readonly states: ComputedRef<Readonly<Record<RecordingKind, FilmState>>>
  /** false until the disk was asked for films of an earlier opening */
  readonly isReady: Readonly<Ref<boolean>>
  /** machine-readable lines seen in the document */
  readonly lines: Readonly<Ref<readonly string[]>>
  /** Keeps a film, sealed, and begins to send it. */
  keep(film: Film): Promise<void>
  /** Goes on with what was stopped. */
  goOn(): Promise<void>
  pause(): void
  /** Lets a film be taken again. */
  retake(kind: RecordingKind): Promise<void>
}

export interface FilmNeeds {
  readonly store: FilmStore
  readonly startUpload: (film: FilmUpload) => RunningUpload
  /** Asks the server where it stands. */
  readonly look: () => Promise<void>
}

type Sending = Partial<Record<RecordingKind, Omit<FilmState & { kind: 'sending' }, 'kind'>>>

/**
 * The two films of the check that is being recorded. What an earlier opening kept is sent on; when the check is no longer
 * recorded, nothing of them stays on the disk.
 */
export function useFilms(check: () => CheckView | undefined, needs: FilmNeeds): Films {
  const { store } = needs
  const sending = shallowRef<Sending>({})
  const done = shallowRef<readonly RecordingKind[]>([])
  const retaken = shallowRef<readonly RecordingKind[]>([])
  const lines = shallowRef<readonly string[]>([])
  const isReady = shallowRef(false)
  const running = new Map<RecordingKind, RunningUpload>()

  function stateOf(kind: RecordingKind): FilmState {
    const told = check()?.recordings.find((each) => each.kind === kind)
    const under = sending.value[kind]
    if (under) return { kind: 'sending', ...under }
    if (retaken.value.includes(kind)) return { kind: 'missing' }
    if (done.value.includes(kind) || told?.state === 'complete') return { kind: 'complete' }
    return { kind: 'missing', refusal: told?.state === 'refused' ? told.refusal : undefined }
  }
  const states = computed(() => ({ document: stateOf('document'), face: stateOf('face') }))

  function start(film: Film, uploadUrl: string | null): void {
    const { kind, content } = film
    running.get(kind)?.pause()
    mark(kind, { share: 0 })
    const upload = needs.startUpload({
      kind,
      content,
      uploadUrl,
      onPlace: (url) => void store.nameUpload(kind, url),
      onProgress: (share) => mark(kind, { share }),
      onDone: () => {
        done.value = [...done.value, kind]
        mark(kind, undefined)
        void needs.look()
      },
      onStopped: (refusal) => void stop(kind, refusal),
    })
    running.set(kind, upload)
  }

  async function stop(kind: RecordingKind, refusal: Refusal): Promise<void> {
    const isOfFilm = refusal.code === 'recording-refused'
    if (isOfFilm) await store.forget(kind)
    mark(kind, isOfFilm ? undefined : { share: sending.value[kind]?.share ?? 0, stopped: refusal })
    if (isOfFilm || refusal.code === 'check-state') await needs.look()
  }

  function mark(kind: RecordingKind, state: Sending[RecordingKind]): void {
    const { [kind]: _, ...rest } = sending.value
    sending.value = state === undefined ? rest : { ...rest, [kind]: state }
  }

  async function resume(): Promise<void> {
    const now = check()
    if (now?.state !== 'recording') return
    for (const kind of recordingKinds) {
      const film = await store.find(takeOf(now, kind), kind)
      if (film === undefined) continue
      if (kind === 'document') lines.value = film.lines
      if (stateOf(kind).kind !== 'complete') start(film, film.uploadUrl)
    }
  }

  function pause(): void {
    for (const [kind, upload] of running) {
      upload.pause()
      const under = sending.value[kind]
      if (under) mark(kind, { share: under.share, isPaused: true })
    }
    running.clear()
  }

  watch(
    () => [check()?.checkId, check()?.state, check()?.challenge?.digits],
    async () => {
      pause()
      sending.value = {}
      done.value = []
      retaken.value = []
      if (check()?.state === 'recording') await resume()
      else await store.forgetAll()
      isReady.value = true
    },
    { immediate: true },
  )
  onScopeDispose(pause)

  return {
    states,
    isReady,
    lines,
    async keep(film) {
      const now = check()
      if (now === undefined) throw new TypeError('a film belongs to a check')
      await store.keep(takeOf(now, film.kind), film)
      retaken.value = retaken.value.filter((kind) => kind !== film.kind)
      done.value = done.value.filter((kind) => kind !== film.kind)
      if (film.kind === 'document') lines.value = film.lines
      start(film, null)
    },
    goOn: resume,
    pause,
    async retake(kind) {
      running.get(kind)?.pause()
      running.delete(kind)
      mark(kind, undefined)
      await store.forget(kind)
      done.value = done.value.filter((each) => each !== kind)
      retaken.value = [...retaken.value, kind]
    },
  }
}

/** What a film was made for; another document or another challenge needs another film. */
function takeOf({ checkId, documentKind, challenge }: CheckView, kind: RecordingKind): string {
  const asked =
    kind === 'document' ? [documentKind] : [...(challenge?.movements ?? []), challenge?.digits]
  return [checkId, ...asked].join(' ')
}
