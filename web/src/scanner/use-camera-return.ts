import { onScopeDispose, watch } from 'vue'
import type { Ref } from 'vue'

/** Another application holds the camera: it is asked for so often, as long as somebody looks at the page. */
const RETRY_MS = 4_000

/** What ends by itself, and by what: a camera plugged in, a permission given, another application done. */
const endsBy = {
  absent: 'devices',
  unplugged: 'devices',
  refused: 'permission',
  busy: 'time',
} as const

export interface CameraReturnNeeds {
  readonly state: Readonly<Ref<string>>
  readonly devices: MediaDevices | undefined
  readonly start: (quietly?: boolean) => Promise<void>
  readonly permissions?: Permissions | undefined
  readonly retryMs?: number
}

export interface CameraReturn {
  on(): Promise<void>
  off(): void
  /** Tries once more now. */
  again(): Promise<void>
}

/** Opens the camera again once what keeps it closed is over, between `on` and `off`. Ends with the scope. */
export function useCameraReturn({
  state,
  devices,
  start,
  permissions = navigator.permissions,
  retryMs = RETRY_MS,
}: CameraReturnNeeds): CameraReturn {
  const endings = new AbortController()
  const { signal } = endings
  let isOn = false
  let isTrying = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function waitsFor(): 'devices' | 'permission' | 'time' | undefined {
    const now = state.value
    return isOn && now in endsBy ? endsBy[now as keyof typeof endsBy] : undefined // looked up first
  }

  async function again(): Promise<void> {
    if (isTrying || !isOn) return
    isTrying = true
    try {
      await start(true)
    } finally {
      isTrying = false
      plan()
    }
  }

  /** A try that ends as it began changes no state, and the next is planned all the same. */
  function plan(): void {
    clearTimeout(timer)
    if (waitsFor() !== 'time' || signal.aborted) return
    timer = setTimeout(() => (document.hidden ? plan() : void again()), retryMs)
  }

  async function watchPermission(): Promise<void> {
    try {
      const permission = await permissions?.query({ name: 'camera' })
      permission?.addEventListener(
        'change',
        () => permission.state === 'granted' && waitsFor() === 'permission' && void again(),
        { signal },
      )
    } catch {
      // A browser that knows no such permission: the button opens the camera again.
    }
  }

  devices?.addEventListener(
    'devicechange',
    () => (waitsFor() === 'devices' || waitsFor() === 'time') && void again(),
    { signal },
  )
  void watchPermission()
  watch(state, plan)
  onScopeDispose(() => {
    endings.abort()
    clearTimeout(timer)
  })

  return {
    on() {
      isOn = true
      return start()
    },
    off() {
      isOn = false
      clearTimeout(timer)
    },
    again,
  }
}
