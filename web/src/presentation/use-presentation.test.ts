import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { effectScope, nextTick, shallowRef, type EffectScope } from 'vue'
import type { Presenter } from '@etui/shared/presentation/presenter.ts'
import { frameMs, usePresentation, type Presentation } from './use-presentation.ts'

let made: number
let due: { ms: number; work: () => void } | null
const presenter = shallowRef<Presenter | null>(null)
let scope: EffectScope
let shown: Presentation

const maker = (name: string): Presenter => ({
  frame: async () => `${name}-${++made}`,
  referenceFrame: async () => `${name}-reduced-${++made}`,
})

beforeEach(async () => {
  made = 0
  due = null
  presenter.value = maker('claire')
  scope = effectScope()
  scope.run(() => {
    shown = usePresentation({
      presenter: () => presenter.value,
      after: (ms, work) => {
        due = { ms, work }
        return () => (due = null)
      },
    })
  })
  await nextTick()
})

afterEach(() => scope.stop())

describe('a presentation', () => {
  test('shows a new frame every ten seconds', async () => {
    expect(shown.digits.value).toBe('claire-1')
    expect(due?.ms).toBe(frameMs)
    due?.work()
    await nextTick()
    expect(shown.digits.value).toBe('claire-2')
    expect(shown.turn.value).toBe(2)
  })

  test('shows nothing from the very instant there is nothing to show', () => {
    presenter.value = null
    expect(shown.digits.value).toBeNull()
    expect(due).toBeNull()
  })

  test('never shows a frame that was under way when the card was put away', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    presenter.value = { ...maker('nour'), frame: () => promise }
    presenter.value = null
    resolve('late')
    await nextTick()
    expect(shown.digits.value).toBeNull()
  })

  test('changes card and form at once', async () => {
    shown.isReduced.value = true
    await nextTick()
    expect(shown.digits.value).toBe('claire-reduced-2')
    presenter.value = maker('jules')
    await nextTick()
    expect(shown.digits.value).toBe('jules-reduced-3')
  })

  test('ends with its screen', () => {
    scope.stop()
    expect(shown.digits.value).toBeNull()
    expect(due).toBeNull()
  })
})
