/** Why there is no picture: said in plain words, with the other ways in. */
export type CameraTrouble = 'refused' | 'absent' | 'busy' | 'unsupported'

export type Camera =
  | { readonly kind: 'open'; readonly stream: MediaStream }
  | { readonly kind: 'closed'; readonly trouble: CameraTrouble }

/**
 * Opens a camera, 1080 lines asked: a code of 85 modules that fills a third of them has four pixels a module, and more
 * lines only cost time. `which` names the camera; else it is the one that looks away from the screen (Media Capture and
 * Streams, 10). Never throws for a refusal of the person, the system or the hardware: it says which.
 */
export function openCamera(
  devices: MediaDevices | undefined,
  which: MediaTrackConstraints = { facingMode: { ideal: 'environment' } },
): Promise<Camera> {
  return openStream(devices, {
    audio: false,
    video: {
      ...which,
      width: { ideal: 1920 },
      height: { ideal: 1080 },
      frameRate: { ideal: 30 },
    },
  })
}

/** Opens what is asked for, and as `openCamera` never throws for a refusal. */
export async function openStream(
  devices: MediaDevices | undefined,
  asked: MediaStreamConstraints,
): Promise<Camera> {
  if (!devices?.getUserMedia) return { kind: 'closed', trouble: 'unsupported' }
  try {
    return { kind: 'open', stream: await devices.getUserMedia(asked) }
  } catch (error) {
    return { kind: 'closed', trouble: troubleOf(error) }
  }
}

/** Whether the camera opens without a question: allowed before. Where the browser does not say, it does not. */
export async function mayUseCamera(permissions = navigator.permissions): Promise<boolean> {
  try {
    return (await permissions.query({ name: 'camera' })).state === 'granted'
  } catch {
    // A browser that knows no such permission throws TypeError.
    return false
  }
}

export function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'absent'
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy'
  return 'unsupported'
}
