import { onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref, ShallowRef } from 'vue'
import { openCamera, release } from './camera.ts'
import type { Camera, CameraTrouble } from './camera.ts'
import type { PictureReader } from './picture-reader.ts'

/** What the finder shows: `blurred` when something to read is seen that cannot be read. */
export type CameraState =
  | 'opening'
  | 'looking'
  | 'blurred'
  | 'off'
  /** it gave pictures, and gives no more: unplugged, taken, forbidden */
  | 'ended'
  | CameraTrouble
  | 'reader-failed'

export interface CameraUse {
  readonly state: Readonly<Ref<CameraState>>
  /** what the pictures come from, while they do */
  readonly track: Readonly<ShallowRef<MediaStreamTrack | undefined>>
  /** `quietly`, what is shown stays until the camera has answered. */
  start(quietly?: boolean): Promise<void>
  /** Lets the camera go: its light goes out. */
  stop(): void
}

export interface CameraNeeds {
  readonly devices: MediaDevices | undefined
  readonly startReader: () => PictureReader
  /** which camera, where it is not simply the one that looks away from the screen */
  readonly open?: () => Promise<Camera>
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
  const track = shallowRef<MediaStreamTrack>()
  let stream: MediaStream | undefined
  let reader: PictureReader | undefined
  let run = 0
  let last = { text: '', seenAt: 0 }
  let blurredAt = Number.NEGATIVE_INFINITY
  let isResting = false

  async function start(quietly = false): Promise<void> {
    stop(quietly ? state.value : 'opening')
    const mine = ++run
    const camera = await (needs.open ?? (() => openCamera(needs.devices)))()
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
    const [opened] = stream.getVideoTracks()
    opened?.addEventListener('ended', () => {
      if (mine === run) stop('ended')
    })
    track.value = opened
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
    track.value = undefined
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

  return { state: readonly(state), track, start, stop: () => stop() }
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
