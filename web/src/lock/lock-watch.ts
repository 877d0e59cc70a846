/** Why a card on screen was put away without being asked. */
export type LockReason = 'idle' | 'away' | 'clock'

/** The rules of DESIGN.md 7, in milliseconds. */
export const idleMs = 120_000
export const awayMs = 30_000
export const clockJumpMs = 5_000

/** Two clocks: the one that can be set, and the one that cannot but may stop while the phone sleeps. */
export interface TwoClocks {
  /** `Date.now` */
  now(): number
  /** `performance.now` */
  elapsed(): number
}

export interface LockWatch {
  /** Ends the watch. */
  stop(): void
}

export interface LockWatchNeeds {
  readonly page: Document
  readonly clocks: TwoClocks
  /** The code must be off the screen when this returns. */
  readonly hide: () => void
  readonly show: () => void
  readonly lock: (reason: LockReason) => void
  /** Runs work every so often until what comes back is called. */
  readonly every?: (ms: number, work: () => void) => () => void
}

const touches = ['pointerdown', 'keydown', 'wheel', 'scroll'] as const

/**
 * Watches an open card: hides it the instant the page is hidden, shows it again within 30 s by both clocks, and locks after
 * that, hidden or not (a hidden page still has its turn, seldom), after 120 s without a touch, and when the clock jumps by more than 5 s against the other while the page is visible.
 */
export function watchLock(needs: LockWatchNeeds): LockWatch {
  const { page, clocks, hide, show, lock, every = repeatEvery } = needs
  let touched = read(clocks)
  let shown = read(clocks)
  let hidden: Moment | null = page.visibilityState === 'hidden' ? read(clocks) : null

  function tick(): void {
    const now = read(clocks)
    if (hidden) {
      if (isAwayTooLong(hidden, now)) end('away')
      return
    }
    const jump = now.date - shown.date - (now.elapsed - shown.elapsed)
    if (Math.abs(jump) > clockJumpMs) end('clock')
    else if (longest(touched, now) >= idleMs) end('idle')
  }

  function touch(): void {
    touched = read(clocks)
  }

  function turn(): void {
    if (page.visibilityState === 'hidden') {
      hidden ??= read(clocks)
      hide()
      return
    }
    if (hidden === null) return
    const now = read(clocks)
    const isTooLate = isAwayTooLong(hidden, now)
    hidden = null
    shown = now
    if (isTooLate) return end('away')
    touched = now
    show()
  }

  function end(reason: LockReason): void {
    stop()
    lock(reason)
  }

  const quit = every(1_000, tick)
  for (const name of touches) page.addEventListener(name, touch, { passive: true, capture: true })
  page.addEventListener('visibilitychange', turn)
  page.defaultView?.addEventListener('pagehide', hide)

  function stop(): void {
    quit()
    for (const name of touches) page.removeEventListener(name, touch, { capture: true })
    page.removeEventListener('visibilitychange', turn)
    page.defaultView?.removeEventListener('pagehide', hide)
  }
  return { stop }
}

/** A clock set back measures nothing, and counts as too long. */
function isAwayTooLong(hidden: Moment, now: Moment): boolean {
  return now.date < hidden.date || longest(hidden, now) > awayMs
}

interface Moment {
  readonly date: number
  readonly elapsed: number
}

function read(clocks: TwoClocks): Moment {
  return { date: clocks.now(), elapsed: clocks.elapsed() }
}

/** Whichever clock says more: one may have stopped, the other may have been set. */
function longest(from: Moment, to: Moment): number {
  return Math.max(to.date - from.date, to.elapsed - from.elapsed)
}

function repeatEvery(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms)
  return () => clearInterval(timer)
}
