import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import { keepRenewing } from './keep-renewing.ts'
import type { KeptFacts } from './workstation-db.ts'
import type { Seat } from './workstation.ts'

const MINUTE = 60_000

describe('renewing', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('comes every quarter of an hour, and stops when told', async () => {
    const { renew, stop } = start(true)
    await vi.advanceTimersByTimeAsync(15 * MINUTE)
    expect(renew).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(renew).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(15 * MINUTE)
    expect(renew).toHaveBeenCalledTimes(2)
    stop()
    await vi.advanceTimersByTimeAsync(60 * MINUTE)
    expect(renew).toHaveBeenCalledTimes(2)
  })

  it('does not come to the second when the network returns', async () => {
    const { renew, returns } = start(false)
    returns()
    await vi.advanceTimersByTimeAsync(9_999)
    expect(renew).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(renew).toHaveBeenCalledOnce()
  })

  it('knocks every half minute or so from the first answer that failed', async () => {
    const { renew, reach } = start(true)
    await vi.advanceTimersByTimeAsync(MINUTE)
    reach.saw(false)
    await vi.advanceTimersByTimeAsync(39_999)
    expect(renew).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(renew).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(40_000)
    expect(renew).toHaveBeenCalledTimes(2)
    reach.saw(true)
    await vi.advanceTimersByTimeAsync(15 * MINUTE)
    expect(renew).toHaveBeenCalledTimes(2)
  })

  it('knocks as often from the start where there is no network', async () => {
    const { renew } = start(false)
    await vi.advanceTimersByTimeAsync(40_000)
    expect(renew).toHaveBeenCalledTimes(1)
  })

  it('knocks for a session that was left, though nobody is signed in', async () => {
    const { renew } = start(false, 'signed-out', { isLeaving: true })
    await vi.advanceTimersByTimeAsync(40_000)
    expect(renew).toHaveBeenCalledTimes(1)
  })

  it('asks nothing while nobody is signed in', async () => {
    const { renew } = start(true, 'signed-out')
    await vi.advanceTimersByTimeAsync(60 * MINUTE)
    expect(renew).not.toHaveBeenCalled()
  })
})

function start(online: boolean, seatNow: Seat = 'ready', kept: KeptFacts = {}) {
  const renew = vi.fn(async () => undefined)
  const seat = shallowRef<Seat>(seatNow)
  const facts = shallowRef(kept)
  const isOnline = shallowRef(online)
  let back: () => void = vi.fn()
  const reach = {
    isOnline,
    offlineSince: shallowRef(undefined),
    saw: (now: boolean) => void (isOnline.value = now),
    onReturn: (call: () => void) => void (back = call),
  }
  const stop = keepRenewing({ workstation: { renew, seat, facts }, reach, random: () => 0.5 })
  return { renew, reach, stop, returns: () => back() }
}
