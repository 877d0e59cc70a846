import { describe, expect, it, vi } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import type { ReadingResult } from '../src/reading/reading-result.ts'
import { useReading } from './use-reading.ts'

const valid: ReadingResult = { verdict: 'valid', readAt: 1, source: { kind: 'online' } }
const foreign: ReadingResult = { verdict: 'foreign', readAt: 2, source: { kind: 'form' } }

describe('the counter’s one screen', () => {
  it('keeps a verdict when another code passes by', async () => {
    const answers = [valid, foreign]
    const reading = useReading(async () => answers.shift() ?? valid, vi.fn())
    await reading.take('27')
    await reading.take('3400930000000')
    expect(reading.result.value).toEqual(valid)
    expect(reading.isForeign.value).toBe(true)
  })

  it('shows the newest of two scans, whichever answers first', async () => {
    const { promise: slow, resolve } = Promise.withResolvers<ReadingResult>()
    const second: ReadingResult = { ...valid, verdict: 'stale', secondsOff: 5 }
    const reading = useReading(
      (text) => (text === 'first' ? slow : Promise.resolve(second)),
      vi.fn(),
    )
    const first = reading.take('first')
    await reading.take('second')
    resolve(valid)
    await first
    expect(reading.result.value).toEqual(second)
  })

  it('keeps nothing of a patient once the next is called', async () => {
    const { promise: slow, resolve } = Promise.withResolvers<ReadingResult>()
    const reading = useReading(() => slow, vi.fn())
    const late = reading.take('27')
    reading.clear()
    resolve(valid)
    await late
    expect(reading.result.value).toBeUndefined()
    expect(reading.isReading.value).toBe(false)
  })

  it('sends to the door when somebody must sign in, and tells other refusals', async () => {
    const onSignIn = vi.fn(async () => undefined)
    const codes = ['sign-in-needed', 'limit-reached'] as const
    let turn = 0
    const reading = useReading(async () => {
      throw new Refusal(codes[turn++] ?? 'server-fault')
    }, onSignIn)
    await reading.take('27')
    expect(onSignIn).toHaveBeenCalledOnce()
    expect(reading.refusal.value).toBeUndefined()
    await reading.take('27')
    expect(reading.refusal.value?.code).toBe('limit-reached')
  })
})
