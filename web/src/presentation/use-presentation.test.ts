import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { effectScope, nextTick, shallowRef, type EffectScope } from 'vue'
import type { Presenter } from '@etui/shared/presentation/presenter.ts'
import { aheadMs, frameMs, usePresentation, type Presentation } from './use-presentation.ts'

let made: number
let due: { ms: number; work: () => void } | null
let time: number
const presenter = shallowRef<Presenter | null>(null)
const isShown = shallowRef(true)
let scope: EffectScope
let shown: Presentation

const maker = (name: string): Presenter => ({
  frame: async () => `${name}-${++made}`,
  referenceFrame: async () => `${name}-reduced-${++made}`,
})

beforeEach(async () => {
  made = 0
  due = null
  time = 0
  isShown.value = true
  presenter.value = maker('claire')
  scope = effectScope()
  scope.run(() => {
    shown = usePresentation({
      presenter: () => presenter.value,
      isShown: () => isShown.value,
      now: () => time,
      encode: () => ({ size: 0, modules: new Uint8Array() }),
      after: (ms, work) => {
        due = { ms, work }
        return () => (due = null)
      },
    })
  })
  await nextTick()
})

afterEach(() => scope.stop())

const shownDigits = () => shown.frame.value?.digits

describe('a presentation', () => {
  test('shows a new frame every ten seconds', async () => {
    expect(shownDigits()).toBe('claire-1')
    expect(due?.ms).toBe(frameMs)
    due?.work()
    await nextTick()
    expect(shownDigits()).toBe('claire-2')
    expect(shown.turn.value).toBe(2)
  })

  test('shows nothing from the very instant there is nothing to show', () => {
    presenter.value = null
    expect(shownDigits()).toBeUndefined()
    expect(due).toBeNull()
  })

  test('never shows a frame that was under way when the card was put away', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    presenter.value = { ...maker('nour'), frame: () => promise }
    presenter.value = null
    resolve('late')
    await nextTick()
    expect(shownDigits()).toBeUndefined()
  })

  test('changes card and form at once', async () => {
    shown.isReduced.value = true
    await nextTick()
    expect(shownDigits()).toBe('claire-reduced-2')
    presenter.value = maker('jules')
    await nextTick()
    expect(shownDigits()).toBe('jules-reduced-3')
  })

  test('ends with its screen', () => {
    scope.stop()
    expect(shownDigits()).toBeUndefined()
    expect(due).toBeNull()
  })
})

describe('a presentation that gets ready', () => {
  beforeEach(async () => {
    isShown.value = false
    await nextTick()
  })

  test('shows nothing yet, and its frame the moment it shows, for what is left of its ten seconds', () => {
    expect(shownDigits()).toBeUndefined()
    expect(shown.turn.value).toBe(1)
    time = 4_000
    isShown.value = true
    expect(shownDigits()).toBe('claire-2')
    expect(shown.elapsedMs.value).toBe(4_000)
    expect(due?.ms).toBe(frameMs - 4_000)
  })

  test('makes another in time, so that none is shown near its end', async () => {
    expect(due?.ms).toBe(aheadMs)
    due?.work()
    await nextTick()
    isShown.value = true
    expect(shownDigits()).toBe('claire-3')
  })

  test.each([frameMs, -1])('makes one anew where the clock has moved by %i ms', async (ms) => {
    time = ms
    isShown.value = true
    expect(shownDigits()).toBeUndefined()
    await nextTick()
    expect(shownDigits()).toBe('claire-3')
  })

  test('keeps nothing once there is nothing to show', async () => {
    presenter.value = null
    presenter.value = maker('claire')
    isShown.value = true
    expect(shownDigits()).toBeUndefined()
    await nextTick()
    expect(shownDigits()).toBe('claire-4')
  })

  test('never shows the frame of another card', async () => {
    presenter.value = maker('nour')
    isShown.value = true
    expect(shownDigits()).toBeUndefined()
    await nextTick()
    expect(shownDigits()).toMatch(/^nour-/)
  })

  test('takes its frame away as soon as its screen is left', async () => {
    isShown.value = true
    expect(shownDigits()).toBe('claire-2')
    isShown.value = false
    expect(shownDigits()).toBeUndefined()
    isShown.value = true
    expect(shownDigits()).toBeUndefined()
    await nextTick()
    expect(shownDigits()).toMatch(/^claire-/)
  })
})
