import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef, type EffectScope } from 'vue'
import { encodeChallenge } from '@etui/shared/presentation/challenge.ts'
import { challengeLink } from '@etui/shared/tap/counter-link.ts'
import { useCounterCode, type CounterCodeUse } from './use-counter-code.ts'

const origin = 'https://carte.example'
const start = 1_795_309_200_000
const link = challengeLink(
  origin,
  encodeChallenge({
    counterId: 'k7Qm2xVb',
    nonce: new Uint8Array(16),
    expiresAt: start / 1000 + 120,
    name: 'Pharmacie des Tilleuls',
    flags: 0,
  }),
)
const now = shallowRef(start)
const isVeiled = shallowRef(false)
const canShow = shallowRef(true)
let made: number
let scope: EffectScope
let use: CounterCodeUse

beforeEach(() => {
  now.value = start
  isVeiled.value = false
  canShow.value = true
  made = 0
  scope = effectScope()
  scope.run(() => {
    use = useCounterCode({
      origin,
      now: () => now.value,
      isVeiled: () => isVeiled.value,
      frameFor: () => (canShow.value ? async () => `frame ${++made}` : null),
    })
  })
})
afterEach(() => scope.stop())

describe('an answer to a counter’s challenge', () => {
  it('is made when the holder knows the counter by its name, and not before', async () => {
    use.read(link)
    expect(use.stage.value).toMatchObject({
      kind: 'confirm',
      asked: { name: 'Pharmacie des Tilleuls', endsAt: start + 120_000 },
    })
    await nextTick()
    expect([use.digits.value, made]).toEqual([null, 0])
    use.confirm()
    await nextTick()
    expect(use.stage.value.kind).toBe('answer')
    expect(use.digits.value).toBe('frame 1')
  })

  it('is off the screen at once when the page is hidden, and the same when it is back', async () => {
    use.read(link)
    use.confirm()
    await nextTick()
    isVeiled.value = true
    expect(use.digits.value).toBeNull()
    isVeiled.value = false
    expect(use.digits.value).toBe('frame 1')
    canShow.value = false
    expect(use.digits.value).toBeNull()
    expect(made).toBe(1)
  })

  it('is gone at the challenge’s end, and so is a question nobody confirmed', async () => {
    use.read(link)
    use.confirm()
    await nextTick()
    now.value = start + 119_999
    await nextTick()
    expect(use.digits.value).toBe('frame 1')
    now.value = start + 120_000
    await nextTick()
    expect([use.stage.value.kind, use.digits.value]).toEqual(['over', null])
    now.value = start
    use.restart()
    await nextTick()
    use.read(link)
    now.value = start + 120_000
    await nextTick()
    expect(use.stage.value.kind).toBe('over')
    use.confirm()
    expect([use.stage.value.kind, made]).toEqual(['over', 1])
  })

  it('is not shown when it comes after the holder has turned away', async () => {
    use.read(link)
    use.confirm()
    use.restart()
    await nextTick()
    expect([use.stage.value, use.digits.value]).toEqual([{ kind: 'aim' }, null])
  })

  it('says what is wrong with another code, and takes the next; while one is asked, none', () => {
    use.read('https://example.org/menu')
    expect(use.stage.value).toEqual({ kind: 'aim', trouble: 'foreign' })
    use.read(link)
    use.read('https://example.org/menu')
    expect(use.stage.value.kind).toBe('confirm')
  })
})
