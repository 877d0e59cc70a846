import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import type { EffectScope } from 'vue'
import { usePacedWedge } from './use-paced-wedge.ts'
import type { PacedWedge } from './use-paced-wedge.ts'

const whole = `27210979${'1234567890'.repeat(98)}1`
const reduced = `27310396${'1234567890'.repeat(39)}12345678`

describe('the pace of a scanner', () => {
  let scope: EffectScope
  let heard: number[]

  beforeEach(() => {
    localStorage.clear()
    heard = []
  })
  afterEach(() => scope.stop())

  it('is quick where the bus is asked every millisecond', () => {
    const wedge = open()
    scan(whole, 1)
    expect([heard, wedge.slow.value]).toEqual([[989], undefined])
  })

  it('is slow where it is asked every eight, and told in seconds', () => {
    const wedge = open()
    scan(whole, 8)
    expect(wedge.slow.value).toEqual({ whole: 16, reduced: 6 })
  })

  it('is known from a reduced code as well, and on the machine’s next day', () => {
    open()
    scan(reduced, 8)
    scope.stop()
    expect(open().slow.value).toEqual({ whole: 16, reduced: 6 })
  })

  it('is told while the first slow code is still being typed', () => {
    const wedge = open()
    scan(whole.slice(0, 100), 8, '')
    expect([heard, wedge.share.value, wedge.slow.value?.whole]).toEqual([[], 0.1, 16])
    scan(whole.slice(100), 8, 'Enter', 100 * 16)
    expect([heard, wedge.share.value]).toEqual([[989], undefined])
  })

  it('is forgotten with the first code of a quicker scanner', () => {
    const wedge = open()
    scan(whole, 8)
    scan(whole, 1, 'Enter', 60_000)
    expect(wedge.slow.value).toBeUndefined()
    scope.stop()
    expect(open().slow.value).toBeUndefined()
  })

  it('is not told by another scanner’s code of a box', () => {
    const wedge = open()
    scan('01034009301234561725123110ABC123', 8)
    expect([heard, wedge.slow.value]).toEqual([[32], undefined])
  })

  function open(): PacedWedge {
    scope = effectScope()
    const wedge = scope.run(() => usePacedWedge(({ text }) => heard.push(text.length)))
    if (!wedge) throw new TypeError('the scope has ended')
    return wedge
  }
})

/** Two reports of the bus a digit, on the event's own clock. */
function scan(digits: string, pollingMs: number, end = 'Enter', startMs = 0): void {
  const keys = [...digits].map((digit) => ({ key: digit, code: `Digit${digit}` }))
  if (end) keys.push({ key: end, code: end })
  for (const [place, { key, code }] of keys.entries()) {
    const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true })
    Object.defineProperty(event, 'timeStamp', { value: startMs + place * 2 * pollingMs })
    document.body.dispatchEvent(event)
  }
}
