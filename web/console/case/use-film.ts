import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import { lengthOf } from './sample-film.ts'

export const speeds = [0.25, 0.5, 1, 1.5, 2] as const

export interface FilmUse {
  readonly isPlaying: Readonly<Ref<boolean>>
  readonly isBroken: Readonly<Ref<boolean>>
  /** seconds */
  readonly at: Readonly<Ref<number>>
  readonly length: Readonly<Ref<number>>
  readonly speed: Readonly<Ref<number>>
  toggle(): void
  /** Halts and moves by so many pictures. */
  step(pictures: number): void
  jump(seconds: number): void
  seek(seconds: number): void
  faster(by: 1 | -1): void
  /** Does what a key asks for; false for a key that asks for nothing here. */
  press(event: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean
}

/** Recorders take some 30 pictures a second; a step is one of 25, so that none is stepped over twice. */
const PICTURE_SECONDS = 1 / 25
const JUMP_SECONDS = 2

/** One film under the hands of an agent, by buttons or by keys. Ends with the scope. */
export function useFilm(video: Readonly<Ref<HTMLVideoElement | null>>): FilmUse {
  const isPlaying = shallowRef(false)
  const isBroken = shallowRef(false)
  const at = shallowRef(0)
  const length = shallowRef(0)
  const speed = shallowRef(1)
  const ending = new AbortController()
  onScopeDispose(() => ending.abort())

  watch(video, (film) => film && listen(film), { flush: 'post' })

  function listen(film: HTMLVideoElement): void {
    const on = (name: string, act: () => void) =>
      film.addEventListener(name, act, { signal: ending.signal })
    on('play', () => (isPlaying.value = true))
    on('pause', () => (isPlaying.value = false))
    on('timeupdate', () => (at.value = Math.min(film.currentTime, length.value)))
    on('error', () => (isBroken.value = true))
    film.addEventListener('loadeddata', () => void measure(film), {
      once: true,
      signal: ending.signal,
    })
  }

  async function measure(film: HTMLVideoElement): Promise<void> {
    try {
      length.value = await lengthOf(film, ending.signal)
      film.currentTime = 0
    } catch {
      isBroken.value = !ending.signal.aborted
    }
  }

  function toggle(): void {
    const film = video.value
    if (!film || isBroken.value) return
    // A film whose address stopped answering says so by its `error`.
    if (film.paused) film.play().catch(() => undefined)
    else film.pause()
  }

  function seek(seconds: number): void {
    if (!video.value) return
    at.value = Math.min(Math.max(seconds, 0), length.value)
    video.value.currentTime = at.value
  }

  function step(pictures: number): void {
    video.value?.pause()
    seek((video.value?.currentTime ?? 0) + pictures * PICTURE_SECONDS)
  }

  function jump(seconds: number): void {
    seek((video.value?.currentTime ?? 0) + seconds)
  }

  function faster(by: 1 | -1): void {
    const now = speeds.findIndex((known) => known === speed.value)
    speed.value = speeds[Math.min(Math.max(now + by, 0), speeds.length - 1)] ?? 1
    if (video.value) video.value.playbackRate = speed.value
  }

  function press({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean {
    const acts: Readonly<Record<string, () => void>> = {
      k: toggle,
      K: toggle,
      ArrowLeft: () => (shiftKey ? jump(-JUMP_SECONDS) : step(-1)),
      ArrowRight: () => (shiftKey ? jump(JUMP_SECONDS) : step(1)),
      ArrowUp: () => faster(1),
      ArrowDown: () => faster(-1),
    }
    acts[key]?.()
    return key in acts
  }

  return {
    isPlaying: readonly(isPlaying),
    isBroken: readonly(isBroken),
    at: readonly(at),
    length: readonly(length),
    speed: readonly(speed),
    toggle,
    step,
    jump,
    seek,
    faster,
    press,
  }
}
