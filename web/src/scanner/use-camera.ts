import { onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref, ShallowRef } from 'vue'
import { openCamera } from './camera.ts'
import type { CameraTrouble } from './camera.ts'
import type { PictureReader } from './picture-reader.ts'

/** What the finder shows: `blurred` when something to read is seen that cannot be read. */
export type CameraState =
  | 'opening'
  | 'looking'
  | 'blurred'
  | 'off'
  | CameraTrouble
  | 'reader-failed'

export interface CameraUse {
  readonly state: Readonly<Ref<CameraState>>
  start(): Promise<void>
  /** Lets the camera go: its light goes out. */
  stop(): void
}

export interface CameraNeeds {
  readonly devices: MediaDevices | undefined
  readonly startReader: () => PictureReader
}

/** So long after the last picture with an unreadable code, the finder stops saying so. */
const BLUR_SHOWN_MS = 1500

/**
 * Shows the camera in `video` and has `startReader`'s reader read it, one picture at a time, off the page's thread. The
 * same text is told once until another, or none for a second, comes between: a code held still is one presentation. The camera
 * rests while the page is hidden, and ends with the scope.
 */
export function useCamera(
  video: Readonly<ShallowRef<HTMLVideoElement | null>>,
  onText: (text: string) => void,
  needs: CameraNeeds,
): CameraUse {
  const state = shallowRef<CameraState>('off')
  let stream: MediaStream | undefined
  let reader: PictureReader | undefined
  let run = 0
  let last = { text: '', seenAt: 0 }
  let blurredAt = Number.NEGATIVE_INFINITY
  let isResting = false

  async function start(): Promise<void> {
    stop()
    const mine = ++run
    state.value = 'opening'
    const camera = await openCamera(needs.devices)
    if (mine !== run) {
      if (camera.kind === 'open') release(camera.stream)
      return
    }
    const element = video.value
    if (camera.kind === 'closed' || !element) {
      state.value = camera.kind === 'closed' ? camera.trouble : 'off'
      return
    }
    stream = camera.stream
    stream.getVideoTracks()[0]?.addEventListener('ended', () => {
      if (mine === run) stop('absent')
    })
    element.srcObject = stream
    // Refused only when the element goes away meanwhile; the loop below then ends by itself.
    await element.play().catch(() => undefined)
    reader ??= needs.startReader()
    state.value = 'looking'
    void look(mine, element, reader)
  }

  async function look(
    mine: number,
    element: HTMLVideoElement,
    using: PictureReader,
  ): Promise<void> {
    try {
      for (;;) {
        await nextPicture(element)
        if (mine !== run) return
        if (element.videoWidth === 0) continue
        const read = await using.read(await createImageBitmap(element))
        if (mine !== run) return
        if (read.kind === 'text') tell(read.text)
        else if (read.kind === 'blurred') blurredAt = performance.now()
        const isBlurred = performance.now() - blurredAt < BLUR_SHOWN_MS && read.kind !== 'text'
        state.value = isBlurred ? 'blurred' : 'looking'
      }
    } catch {
      if (mine === run) stop('reader-failed')
    }
  }

  function tell(text: string): void {
    const now = performance.now()
    const isSame = text === last.text && now - last.seenAt < 1000
    last = { text, seenAt: now }
    if (!isSame) onText(text)
  }

  function stop(next: CameraState = 'off'): void {
    run += 1
    isResting = false
    if (stream) release(stream)
    stream = undefined
    if (video.value) video.value.srcObject = null
    if (next === 'reader-failed') {
      reader?.stop()
      reader = undefined
    }
    state.value = next
  }

  function onVisibility(): void {
    if (document.hidden && stream) {
      stop()
      isResting = true
    } else if (!document.hidden && isResting) void start()
  }

  document.addEventListener('visibilitychange', onVisibility)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', onVisibility)
    stop()
    reader?.stop()
  })

  return { state: readonly(state), start, stop: () => stop() }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/** Resolves with the video's next picture, or after a while where none comes. */
function nextPicture(element: HTMLVideoElement): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, 250)
    const finish = () => {
      clearTimeout(timer)
      done()
    }
    if ('requestVideoFrameCallback' in element) element.requestVideoFrameCallback(finish)
    else requestAnimationFrame(finish)
  })
}
