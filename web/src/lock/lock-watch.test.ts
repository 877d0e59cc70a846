import { beforeEach, describe, expect, test } from 'vitest'
import { watchLock, type LockWatch } from './lock-watch.ts'

let page: EventTarget & { visibilityState: DocumentVisibilityState; defaultView: null }
let date: number
let elapsed: number
let told: string[]
let tick: () => void
let watch: LockWatch

beforeEach(() => {
  page = Object.assign(new EventTarget(), {
    visibilityState: 'visible' as const,
    defaultView: null,
  })
  date = 1_800_000_000_000
  elapsed = 5_000
  told = []
  watch = watchLock({
    // The watch needs of a document no more than this.
    page: page as unknown as Document,
    clocks: { now: () => date, elapsed: () => elapsed },
    hide: () => told.push('hide'),
    show: () => told.push('show'),
    lock: (reason) => told.push(reason),
    every: (_, work) => {
      tick = work
      return () => (tick = () => undefined)
    },
  })
})

function pass(ms: number, other = ms): void {
  date += ms
  elapsed += other
}

function turn(visibilityState: DocumentVisibilityState): void {
  page.visibilityState = visibilityState
  page.dispatchEvent(new Event('visibilitychange'))
}

describe('an open card', () => {
  test('is locked after 120 s without a touch, and not before', () => {
    pass(119_000)
    tick()
    expect(told).toEqual([])
    page.dispatchEvent(new Event('pointerdown'))
    pass(119_000)
    tick()
    expect(told).toEqual([])
    pass(1_000)
    tick()
    expect(told).toEqual(['idle'])
  })

  test('is hidden the instant the page is, and comes back within 30 s', () => {
    turn('hidden')
    expect(told).toEqual(['hide'])
    pass(30_000)
    turn('visible')
    expect(told).toEqual(['hide', 'show'])
  })

  test('is locked while it is still hidden: its keys do not wait for the holder', () => {
    turn('hidden')
    pass(30_000)
    tick()
    expect(told).toEqual(['hide'])
    pass(1_000)
    tick()
    expect(told).toEqual(['hide', 'away'])
    turn('visible')
    expect(told).toEqual(['hide', 'away'])
  })

  test.each([
    ['both clocks say so', 31_000, 31_000],
    ['the phone slept and one clock stopped', 31_000, 100],
    ['the clock was set back meanwhile', -60_000, 31_000],
    ['the clock was set back and the other stopped', -1, 0],
  ])('is locked when it comes back too late: %s', (_, byDate, byOther) => {
    turn('hidden')
    pass(byDate, byOther)
    turn('visible')
    expect(told).toEqual(['hide', 'away'])
  })

  test.each([
    ['forward', 6_500],
    ['back', -4_500],
  ])('is locked, and says why, when the clock jumps %s while it is visible', (_, byDate) => {
    pass(byDate, 1_000)
    tick()
    expect(told).toEqual(['clock'])
  })

  test('concludes nothing from a clock that moved while the page was hidden for a moment', () => {
    turn('hidden')
    pass(20_000, 10)
    turn('visible')
    pass(1_000)
    tick()
    expect(told).toEqual(['hide', 'show'])
  })

  test('is left alone once the watch has stopped', () => {
    watch.stop()
    turn('hidden')
    pass(500_000)
    tick()
    expect(told).toEqual([])
  })
})
