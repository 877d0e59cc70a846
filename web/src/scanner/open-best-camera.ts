import { openCamera, release } from './camera.ts'
import type { Camera } from './camera.ts'
import { bestLens, lensesOf } from './lens.ts'
import type { Lens } from './lens.ts'

/** What a camera can do beyond the picture (W3C Image Capture); the compiler's own list does not have it. */
interface PictureCapabilities extends MediaTrackCapabilities {
  readonly torch?: boolean
  readonly focusMode?: readonly string[]
}

/**
 * Opens the lens that was chosen, or the best. The names of lenses are told only to a page that may use one: the first
 * time, the browser's own choice is opened, and left for a better one where there is. It focuses by itself where it can.
 */
export async function openBestCamera(
  devices: MediaDevices | undefined,
  chosen: Pick<Lens, 'id' | 'name'> | undefined,
): Promise<Camera> {
  const known = bestLens(await findLenses(devices), chosen)
  const camera = await (known ? openLens(devices, known) : openCamera(devices))
  const [track] = camera.kind === 'open' ? camera.stream.getVideoTracks() : []
  if (camera.kind === 'closed' || !track) return camera
  const openId = track.getSettings().deviceId
  const better = bestLens(await findLenses(devices), chosen, openId)
  if (known || !better || better.id === openId) return sharpen(camera)
  release(camera.stream)
  return openLens(devices, better)
}

/** The lenses this page may choose from; none before it may use a camera. */
export async function findLenses(devices: MediaDevices | undefined): Promise<Lens[]> {
  try {
    return lensesOf((await devices?.enumerateDevices()) ?? [])
  } catch {
    // A page without the right to list devices still opens the camera.
    return []
  }
}

export function hasTorch(track: MediaStreamTrack): boolean {
  return capabilitiesOf(track).torch === true
}

/** Lights the lamp beside the lens, or puts it out. False where it would not. */
export async function lightTorch(track: MediaStreamTrack, isLit: boolean): Promise<boolean> {
  return apply(track, { torch: isLit })
}

/** A lens that is gone or refuses gives way to whichever the browser has. */
async function openLens(devices: MediaDevices | undefined, { id }: Lens): Promise<Camera> {
  const camera = await openCamera(devices, { deviceId: { exact: id } })
  if (camera.kind === 'closed' && camera.trouble === 'absent') return openCamera(devices)
  return sharpen(camera)
}

async function sharpen(camera: Camera): Promise<Camera> {
  const [track] = camera.kind === 'open' ? camera.stream.getVideoTracks() : []
  if (track && capabilitiesOf(track).focusMode?.includes('continuous')) {
    await apply(track, { focusMode: 'continuous' })
  }
  return camera
}

function capabilitiesOf(track: MediaStreamTrack): PictureCapabilities {
  return track.getCapabilities?.() ?? {}
}

/** What was asked before holds: constraints are replaced as a whole (Media Capture and Streams, 4.3.3). */
async function apply(track: MediaStreamTrack, wanted: object): Promise<boolean> {
  const { advanced = [], ...asked } = track.getConstraints()
  const before = Object.assign({}, ...advanced)
  try {
    await track.applyConstraints({ ...asked, advanced: [{ ...before, ...wanted }] })
    return true
  } catch {
    // OverconstrainedError, or a camera that went meanwhile: the picture is as it was.
    return false
  }
}
