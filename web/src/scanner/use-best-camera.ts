import { computed, onScopeDispose, readonly, shallowReadonly, shallowRef, watch } from 'vue'
import type { Ref, ShallowRef } from 'vue'
import { mayUseCamera } from './camera.ts'
import type { CameraTrouble } from './camera.ts'
import type { KeptLens } from './kept-lens.ts'
import type { Lens } from './lens.ts'
import { findLenses, hasTorch, lightTorch, openBestCamera } from './open-best-camera.ts'
import { useCamera } from './use-camera.ts'
import type { CameraNeeds, CameraState } from './use-camera.ts'
import { useCameraReturn } from './use-camera-return.ts'

export type BestCameraState =
  | Exclude<CameraState, 'ended' | CameraTrouble>
  | CameraTrouble
  | 'unplugged'
  /** open, and its pictures have stopped: a cover, a switch, the system */
  | 'interrupted'

export interface BestCamera {
  readonly state: Readonly<Ref<BestCameraState>>
  readonly lenses: Readonly<Ref<readonly Lens[]>>
  /** the lens that is open */
  readonly openId: Readonly<Ref<string>>
  readonly torch: Readonly<Ref<'none' | 'out' | 'lit'>>
  start(): Promise<void>
  stop(): void
  /** Opens this lens, from now on first on this machine. */
  choose(id: string): Promise<void>
  switchTorch(): Promise<void>
}

export interface BestCameraNeeds extends CameraNeeds {
  readonly kept: KeptLens
  readonly mayUse?: () => Promise<boolean>
  /** how often a camera that another application holds is asked for again, milliseconds */
  readonly retryMs?: number
}

/**
 * A camera that reads, by the best of the machine's lenses or the one its people chose, with its lamp. What goes wrong is
 * told for what it is, and the camera comes back by itself once it is over; one that was put out stays out.
 */
export function useBestCamera(
  video: Readonly<ShallowRef<HTMLVideoElement | null>>,
  onText: (text: string) => void,
  { kept, mayUse = mayUseCamera, retryMs, ...needs }: BestCameraNeeds,
): BestCamera {
  const { devices } = needs
  const lenses = shallowRef<readonly Lens[]>([])
  const openId = shallowRef('')
  const torch = shallowRef<'none' | 'out' | 'lit'>('none')
  const isMuted = shallowRef(false)
  const lost = shallowRef<'unplugged' | 'refused' | 'busy'>('unplugged')
  const camera = useCamera(video, onText, {
    ...needs,
    open: () => openBestCamera(devices, kept.read()),
  })
  const { track } = camera

  const state = computed((): BestCameraState => {
    const now = camera.state.value
    if (now === 'ended') return lost.value
    return isMuted.value && (now === 'looking' || now === 'blurred') ? 'interrupted' : now
  })

  watch(track, (opened) => {
    isMuted.value = opened?.muted ?? false
    if (!opened) return
    openId.value = opened.getSettings().deviceId ?? ''
    torch.value = hasTorch(opened) ? 'out' : 'none'
    opened.addEventListener('mute', () => (isMuted.value = opened === track.value))
    opened.addEventListener('unmute', () => (isMuted.value = false))
    void lookAround()
  })
  watch(
    camera.state,
    async (now): Promise<unknown> => {
      if (now !== 'ended') return
      // Told at once as the likeliest, then as what it is.
      lost.value = 'unplugged'
      if (!(await mayUse())) lost.value = 'refused'
      else if ((await findLenses(devices)).some(({ id }) => id === openId.value))
        lost.value = 'busy'
    },
    { flush: 'sync' },
  )
  const turn = useCameraReturn({ state, devices, start: camera.start, ...(retryMs && { retryMs }) })
  devices?.addEventListener('devicechange', onDevices)
  onScopeDispose(() => devices?.removeEventListener('devicechange', onDevices))

  async function lookAround(): Promise<void> {
    lenses.value = await findLenses(devices)
  }

  /** The lens that people chose is back: it takes its place again. */
  async function onDevices(): Promise<void> {
    const had = new Set(lenses.value.map(({ id }) => id))
    await lookAround()
    const back = lenses.value.find(({ id }) => id === kept.read()?.id && !had.has(id))
    if (back && track.value && back.id !== openId.value) await camera.start(true)
  }

  async function choose(id: string): Promise<void> {
    const lens = lenses.value.find((one) => one.id === id)
    if (!lens || id === openId.value) return
    kept.keep(lens)
    await camera.start()
  }

  async function switchTorch(): Promise<void> {
    const opened = track.value
    if (!opened || torch.value === 'none') return
    const isLit = torch.value === 'out'
    if (await lightTorch(opened, isLit)) torch.value = isLit ? 'lit' : 'out'
  }

  return {
    state,
    lenses: shallowReadonly(lenses),
    openId: readonly(openId),
    torch: readonly(torch),
    start: () => turn.on(),
    stop() {
      turn.off()
      camera.stop()
    },
    choose,
    switchTorch,
  }
}
