import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shallowRef } from 'vue'
import { keepRenewing } from './keep-renewing.ts'
import type { Seat } from './workstation.ts'

const MINUTE = 60_000

describe('renewing', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('comes every quarter of an hour, and stops when told', async () => {
    const { renew, stop } = start(true)
    await vi.advanceTimersByTimeAsync(15 * MINUTE)
    expect(renew).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(15 * MINUTE)
    expect(renew).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(MINUTE)
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

  it('knocks every half minute or so while out of reach', async () => {
    const { renew } = start(false)
    await vi.advanceTimersByTimeAsync(15 * MINUTE + 2 * 40_000)
    expect(renew).toHaveBeenCalledTimes(3)
  })

  it('asks nothing while nobody is signed in', async () => {
    const { renew } = start(true, 'signed-out')
    await vi.advanceTimersByTimeAsync(60 * MINUTE)
    expect(renew).not.toHaveBeenCalled()
  })
})

function start(online: boolean, seatNow: Seat = 'ready') {
  const renew = vi.fn(async () => undefined)
  const seat = shallowRef<Seat>(seatNow)
  const isOnline = shallowRef(online)
  let back: () => void = vi.fn()
  const reach = {
    isOnline,
    offlineSince: shallowRef(undefined),
    saw: (now: boolean) => void (isOnline.value = now),
    onReturn: (call: () => void) => void (back = call),
  }
  const stop = keepRenewing({ workstation: { renew, seat }, reach, random: () => 0.5 })
  return { renew, seat, stop, returns: () => back() }
}
