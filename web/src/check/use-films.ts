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
  /** where the browser says that the network is back */
  readonly page?: EventTarget
}

type Sending = Partial<Record<RecordingKind, Omit<FilmState & { kind: 'sending' }, 'kind'>>>

/**
 * The two films of the check that is being recorded. What an earlier opening kept is sent on; when the check is no longer
 * recorded, nothing of them stays on the disk.
 */
export function useFilms(check: () => CheckView | undefined, needs: FilmNeeds): Films {
  const { store, page = window } = needs
  const sending = shallowRef<Sending>({})
  const done = shallowRef<readonly RecordingKind[]>([])
  const faults = shallowRef<Partial<Record<RecordingKind, string>>>({})
  const retaken = shallowRef<readonly RecordingKind[]>([])
  const lines = shallowRef<readonly string[]>([])
  const isReady = shallowRef(false)
  const running = new Map<RecordingKind, RunningUpload>()
  let turn = 0

  function stateOf(kind: RecordingKind): FilmState {
    const told = check()?.recordings.find((each) => each.kind === kind)
    const under = sending.value[kind]
    if (under) return { kind: 'sending', ...under }
    if (retaken.value.includes(kind)) return { kind: 'missing' }
    if (done.value.includes(kind) || told?.state === 'complete') return { kind: 'complete' }
    const refusal = faults.value[kind] ?? (told?.state === 'refused' ? told.refusal : undefined)
    return { kind: 'missing', refusal }
  }
  const states = computed(() => ({ document: stateOf('document'), face: stateOf('face') }))

  function start(film: Film, uploadUrl: string | null): void {
    const { kind, content } = film
    running.get(kind)?.pause()
    mark(kind, { share: uploadUrl === null ? 0 : heldOf(kind) })
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

  /** What the server held of a film that was begun, as it last said. */
  function heldOf(kind: RecordingKind): number {
    const told = check()?.recordings.find((each) => each.kind === kind)
    return sending.value[kind]?.share ?? (told ? told.received / told.size : 0)
  }

  async function stop(kind: RecordingKind, refusal: Refusal): Promise<void> {
    running.delete(kind)
    const isOfFilm = refusal.code === 'recording-refused'
    if (isOfFilm) {
      await store.forget(kind)
      const { reason } = refusal.facts
      if (typeof reason === 'string') faults.value = { ...faults.value, [kind]: reason }
    }
    mark(kind, isOfFilm ? undefined : { share: sending.value[kind]?.share ?? 0, stopped: refusal })
    if (isOfFilm || refusal.code === 'check-state') await needs.look()
  }

  function mark(kind: RecordingKind, state: Sending[RecordingKind]): void {
    const { [kind]: _, ...rest } = sending.value
    sending.value = state === undefined ? rest : { ...rest, [kind]: state }
  }

  async function resume(kinds: readonly RecordingKind[] = recordingKinds): Promise<void> {
    const now = check()
    if (now?.state !== 'recording') return
    const mine = ++turn
    for (const kind of kinds) {
      const film = await store.find(takeOf(now, kind), kind)
      if (mine !== turn) return
      if (film === undefined) continue
      if (kind === 'document') lines.value = film.lines
      // One whose place the server never named is newer than what the server has.
      const isWhole = film.uploadUrl !== null && stateOf(kind).kind === 'complete'
      if (!isWhole) start(film, film.uploadUrl)
    }
  }

  function pause(): void {
    turn += 1
    for (const [kind, upload] of running) {
      upload.pause()
      const under = sending.value[kind]
      if (under) mark(kind, { share: under.share, isPaused: true })
    }
    running.clear()
  }

  /** The network is back: what it stopped goes on by itself. What the person paused waits for them. */
  function goOnByItself(): void {
    const stopped = recordingKinds.filter(
      (kind) => sending.value[kind]?.stopped?.code === 'network-down',
    )
    if (stopped.length > 0) void resume(stopped)
  }

  // An answer that tells of the same films changes nothing here: the key is a text, not the answer.
  watch(
    () => keyOf(check()),
    async (key) => {
      pause()
      isReady.value = false
      sending.value = {}
      done.value = []
      faults.value = {}
      retaken.value = []
      if (check()?.state === 'recording') await resume()
      else await store.forgetAll()
      if (key === keyOf(check())) isReady.value = true
    },
    { immediate: true },
  )
  page.addEventListener('online', goOnByItself)
  onScopeDispose(() => {
    page.removeEventListener('online', goOnByItself)
    pause()
  })

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
      faults.value = { ...faults.value, [film.kind]: undefined }
      if (film.kind === 'document') lines.value = film.lines
      start(film, null)
    },
    goOn: () => resume(),
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

/** What a check asks for, as a text: the same while only its films move on. */
function keyOf(check: CheckView | undefined): string {
  if (check?.state !== 'recording') return check?.state ?? ''
  return recordingKinds.map((kind) => takeOf(check, kind)).join('|')
}

/** What a film was made for; another document or another challenge needs another film. */
function takeOf({ checkId, documentKind, challenge }: CheckView, kind: RecordingKind): string {
  const asked =
    kind === 'document' ? [documentKind] : [...(challenge?.movements ?? []), challenge?.digits]
  return [checkId, ...asked].join(' ')
}
