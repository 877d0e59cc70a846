import { recordingLimits, type RecordingKind } from '@etui/shared/enrolment/recording.ts'
import { openStream, type Camera, type CameraTrouble } from '../scanner/camera.ts'

/** A film that is being taken. */
export interface Recording {
  /** Ends it. Calling it again answers the same film. */
  stop(): Promise<{ readonly content: Blob; readonly durationMs: number }>
}

/** Kept under the server's limits with room to spare: 40 s at this rate are 10 MB. */
export const longestMs = 40_000
/** Until the first picture is in the film, a slow phone is waited for, so long at most. */
const startMs = 10_000
/** So much longer than the server asks for, as clocks and pictures are not cut to the same length. */
const spareMs = 500
const videoBitsPerSecond = 2_000_000
const types = ['video/webm;codecs=vp8,opus', 'video/webm', 'video/mp4']

/** Why there is nothing to film with. */
export type FilmTrouble = CameraTrouble | 'microphone-refused'

type FilmCamera = Camera | { readonly kind: 'closed'; readonly trouble: 'microphone-refused' }

/**
 * The camera that looks at the document, or the one that looks at the person with the microphone. Where the browser tells
 * that the microphone alone is refused, so does this.
 */
export async function openFilmCamera(
  kind: RecordingKind,
  devices = navigator.mediaDevices,
  permissions: Pick<Permissions, 'query'> = navigator.permissions,
): Promise<FilmCamera> {
  const camera = await openStream(devices, {
    audio: kind === 'face',
    video: {
      facingMode: { ideal: kind === 'face' ? 'user' : 'environment' },
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 24, max: 30 },
    },
  })
  const isRefused = camera.kind === 'closed' && camera.trouble === 'refused'
  if (kind === 'document' || !isRefused || !(await isMicrophoneAlone(permissions))) return camera
  return { kind: 'closed', trouble: 'microphone-refused' }
}

async function isMicrophoneAlone(permissions: Pick<Permissions, 'query'>): Promise<boolean> {
  try {
    const [camera, microphone] = await Promise.all([
      permissions.query({ name: 'camera' }),
      permissions.query({ name: 'microphone' }),
    ])
    return microphone.state === 'denied' && camera.state !== 'denied'
  } catch {
    // A browser that knows no such permissions throws TypeError.
    return false
  }
}

export function canRecord(): boolean {
  return (
    typeof MediaRecorder === 'function' &&
    typeof navigator.mediaDevices?.getUserMedia === 'function' &&
    types.some((type) => MediaRecorder.isTypeSupported(type))
  )
}

/** Starts taking a film of a stream; it ends by itself after `longestMs`. */
export function startRecording(stream: MediaStream): Recording {
  const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type)) ?? ''
  const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond })
  const parts: Blob[] = []
  const startedAt = performance.now()
  let durationMs = 0
  let begunAt: number | undefined
  const begun = new Promise<void>((done) => {
    recorder.addEventListener('dataavailable', ({ data }) => {
      parts.push(data)
      if (data.size === 0) return
      begunAt ??= performance.now()
      done()
    })
  })
  const ended = new Promise<void>((done) => {
    recorder.addEventListener('stop', () => {
      durationMs = Math.round(performance.now() - startedAt)
      done()
    })
  })
  recorder.start(1_000)
  const timer = setTimeout(end, longestMs)

  function end(): void {
    clearTimeout(timer)
    if (recorder.state !== 'inactive') recorder.stop()
  }

  return {
    async stop() {
      // One too short to be taken would only be refused later; it begins with its first part, whenever that comes.
      await Promise.race([begun, ended, wait(startMs)])
      const missing = recordingLimits.leastMs + spareMs - (performance.now() - (begunAt ?? 0))
      await Promise.race([ended, wait(missing)])
      end()
      await ended
      return { content: new Blob(parts, { type: plainType(recorder.mimeType) }), durationMs }
    },
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

function plainType(type: string): string {
  return type.startsWith('video/mp4') ? 'video/mp4' : 'video/webm'
}
