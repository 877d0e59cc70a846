/** For tests: the cameras of a machine, plugged, taken, covered and unplugged by hand. */
export interface PretendCamera {
  readonly id: string
  readonly name: string
  readonly hasTorch?: boolean
  readonly focuses?: boolean
}

export interface PretendCameras {
  readonly devices: MediaDevices
  /** how often a camera was asked for */
  opened(): number
  /** the ids of the cameras whose light is on */
  running(): string[]
  /** what is asked of the camera's picture now */
  asked(id: string): MediaTrackConstraints
  plug(camera: PretendCamera): void
  unplug(id: string): void
  /** Another application takes it, or the system does. */
  take(id: string): void
  give(id: string): void
  mute(id: string, isMuted: boolean): void
}

/**
 * Cameras as Media Capture and Streams has them: `ended` and `devicechange` when one goes, `NotReadableError` for one that is
 * taken, `OverconstrainedError` for one that is not there. Names are told once one was opened.
 */
export function pretendCameras(found: readonly PretendCamera[]): PretendCameras {
  let cameras = [...found]
  let count = 0
  const taken = new Set<string>()
  const live = new Map<string, MediaStreamTrack>()
  const constraints = new Map<string, MediaTrackConstraints>()

  async function getUserMedia(asked: MediaStreamConstraints = {}): Promise<MediaStream> {
    count += 1
    const { deviceId } = typeof asked.video === 'object' ? asked.video : {}
    const exact = typeof deviceId === 'object' && 'exact' in deviceId ? deviceId.exact : undefined
    const camera = exact ? cameras.find(({ id }) => id === exact) : cameras[0]
    if (!camera) throw new DOMException('none', exact ? 'OverconstrainedError' : 'NotFoundError')
    if (taken.has(camera.id)) throw new DOMException('taken', 'NotReadableError')
    if (typeof asked.video === 'object') constraints.set(camera.id, asked.video)
    return streamOf(camera)
  }

  function streamOf(camera: PretendCamera): MediaStream {
    const canvas = document.createElement('canvas')
    canvas.getContext('2d')?.fillRect(0, 0, 9, 9)
    const stream = canvas.captureStream(30)
    const [track] = stream.getVideoTracks()
    if (!track) throw new TypeError('a canvas gives one track')
    Object.assign(track, {
      getSettings: () => ({ deviceId: camera.id }),
      getCapabilities: () => ({
        ...(camera.hasTorch && { torch: true }),
        ...(camera.focuses && { focusMode: ['manual', 'continuous'] }),
      }),
      getConstraints: () => constraints.get(camera.id) ?? {},
      applyConstraints: async (asked: MediaTrackConstraints) =>
        void constraints.set(camera.id, asked),
    })
    live.set(camera.id, track)
    return stream
  }

  function end(id: string): void {
    const track = live.get(id)
    track?.stop()
    track?.dispatchEvent(new Event('ended'))
  }

  const devices = Object.assign(new EventTarget(), {
    getUserMedia,
    enumerateDevices: async () =>
      cameras.map(({ id, name }) => ({
        kind: 'videoinput',
        deviceId: count > 0 ? id : '',
        label: count > 0 ? name : '',
      })),
  })
  const tell = () => devices.dispatchEvent(new Event('devicechange'))

  return {
    // Whoever opens a camera uses these alone.
    devices: devices as unknown as MediaDevices,
    opened: () => count,
    running: () =>
      [...live].filter(([, { readyState }]) => readyState === 'live').map(([id]) => id),
    asked: (id) => constraints.get(id) ?? {},
    plug(camera) {
      cameras = [...cameras, camera]
      tell()
    },
    unplug(id) {
      cameras = cameras.filter((one) => one.id !== id)
      end(id)
      tell()
    },
    take(id) {
      taken.add(id)
      end(id)
    },
    give: (id) => void taken.delete(id),
    mute(id, isMuted) {
      const track = live.get(id)
      if (track) Object.defineProperty(track, 'muted', { value: isMuted, configurable: true })
      track?.dispatchEvent(new Event(isMuted ? 'mute' : 'unmute'))
    },
  }
}
