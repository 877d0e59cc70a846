import { watch } from 'vue'
import type { Reach } from './reach.ts'
import type { Workstation } from './workstation.ts'

/** Lists are renewed this often; a workstation out of reach knocks more often, and waits for no click. */
const EVERY_MS = 15 * 60_000
const KNOCK_MS = 30_000
/** So that a region's workstations do not all come at once when its network returns. */
const JITTER_MS = 20_000

export interface RenewNeeds {
  readonly workstation: Pick<Workstation, 'renew' | 'seat' | 'facts'>
  readonly reach: Reach
  readonly random?: () => number
}

/**
 * Keeps keys and lists fresh while the page lives: at intervals, sooner from the first exchange that failed on, and when
 * the network returns, never to the second. A session that somebody left without network ends the same way.
 */
export function keepRenewing({ workstation, reach, random = Math.random }: RenewNeeds): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isStopped = false

  function schedule(inMs: number): void {
    clearTimeout(timer)
    if (!isStopped) timer = setTimeout(() => void run(), inMs)
  }

  function scheduleNext(): void {
    schedule(
      reach.isOnline.value ? EVERY_MS + random() * JITTER_MS * 3 : KNOCK_MS + random() * JITTER_MS,
    )
  }

  async function run(): Promise<void> {
    const { seat, facts } = workstation
    try {
      if (seat.value === 'ready' || facts.value.isLeaving) await workstation.renew()
    } finally {
      scheduleNext()
    }
  }

  const stopWatching = watch(reach.isOnline, scheduleNext, { flush: 'sync' })
  reach.onReturn(() => schedule(random() * JITTER_MS))
  scheduleNext()
  return () => {
    isStopped = true
    stopWatching()
    clearTimeout(timer)
  }
}
