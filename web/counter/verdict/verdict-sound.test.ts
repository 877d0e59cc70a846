import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { EffectScope } from 'vue'
import type { ReadingResult } from '../../src/reading/reading-result.ts'
import { useVerdictSound } from './use-verdict-sound.ts'
import type { VerdictSound } from './use-verdict-sound.ts'
import { playTune, tuneOf } from './verdict-sound.ts'
import type { Tune } from './verdict-sound.ts'

const valid: ReadingResult = { verdict: 'valid', readAt: 1, source: { kind: 'online' } }

describe('the tunes', () => {
  it('say whether the card is good, not to be used, or to be presented again', () => {
    expect([tuneOf('valid'), tuneOf('revoked'), tuneOf('specimen')]).toEqual([
      'valid',
      'refused',
      'refused',
    ])
    expect([tuneOf('stale'), tuneOf('unreadable'), tuneOf('key-missing')]).toEqual([
      'again',
      'again',
      'again',
    ])
  })

  it('rise, are low, or come twice, and are not loud', async () => {
    const good = await render('valid')
    const refused = await render('refused')
    const again = await render('again')
    expect(pitch(good, 0.02, 0.1)).toBeCloseTo(880, -1.5)
    expect(pitch(good, 0.15, 0.28)).toBeCloseTo(1320, -1.5)
    expect(pitch(refused, 0.05, 0.4)).toBeCloseTo(196, -1.5)
    expect(pitch(again, 0.02, 0.1)).toBeCloseTo(523, -1.5)
    expect(pitch(again, 0.22, 0.3)).toBeCloseTo(523, -1.5)
    expect(loudest(again.subarray(0.14 * 8000, 0.18 * 8000))).toBe(0)
    for (const sound of [good, refused, again]) expect(loudest(sound)).toBeLessThan(0.25)
  })
})

describe('the sound of a counter', () => {
  let scope: EffectScope
  let contexts: OfflineAudioContext[]

  beforeEach(() => {
    localStorage.clear()
    contexts = []
    scope = effectScope()
  })
  afterEach(() => scope.stop())

  it('is made at each verdict', async () => {
    const { result } = open()
    result.value = valid
    await expect.poll(() => contexts.length).toBe(1)
  })

  it('is not made on a machine that is mute, today and tomorrow', async () => {
    const { result, sound } = open()
    sound.toggle()
    result.value = valid
    scope.stop()
    scope = effectScope()
    const tomorrow = open()
    expect(tomorrow.sound.isOn.value).toBe(false)
    tomorrow.result.value = valid
    await nextTick()
    expect(contexts).toEqual([])
  })

  function open() {
    const result = shallowRef<ReadingResult>()
    const sound = scope.run((): VerdictSound =>
      useVerdictSound(result, () => {
        const context = new OfflineAudioContext(1, 8, 8000)
        contexts.push(context)
        // Of a running context, what is used here an offline one has as well.
        return Object.assign(context, {
          resume: () => Promise.resolve(),
          close: () => Promise.resolve(),
        }) as unknown as AudioContext
      }),
    )
    if (!sound) throw new TypeError('the scope has ended')
    return { result, sound }
  }
})

async function render(tune: Tune): Promise<Float32Array> {
  const context = new OfflineAudioContext(1, 8000, 8000)
  playTune(context, tune)
  return (await context.startRendering()).getChannelData(0)
}

/** Crossings of nought upwards in a stretch of seconds, a second. */
function pitch(sound: Float32Array, from: number, to: number): number {
  const part = sound.subarray(from * 8000, to * 8000)
  let crossings = 0
  for (let at = 1; at < part.length; at++) {
    if ((part[at - 1] ?? 0) < 0 && (part[at] ?? 0) >= 0) crossings += 1
  }
  return crossings / (to - from)
}

function loudest(sound: Float32Array): number {
  return sound.reduce((most, now) => Math.max(most, Math.abs(now)), 0)
}
