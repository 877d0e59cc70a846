import { describe, expect, it } from 'vitest'
import { burstGatherer } from './burst.ts'
import type { Heard } from './burst.ts'

const digits = '27210012345678901234'

describe('a burst', () => {
  it('is what comes faster than a person, ended by Enter', () => {
    const heard = type(digits, 8)
    expect(heard.at(-1)).toEqual({ kind: 'ended', burst: { text: digits, lastedMs: 19 * 8 } })
  })

  it('is ended by Tab, and by a pause', () => {
    const gatherer = burstGatherer()
    expect(feed(gatherer, digits, 8, 'Tab').at(-1)?.kind).toBe('ended')
    feed(gatherer, digits, 99, '')
    expect(gatherer.pause()?.text).toBe(digits)
    expect(gatherer.pause()).toBeUndefined()
  })

  it('is not typing: a gap of 100 ms starts anew', () => {
    expect(type(digits, 100).at(-1)).toEqual({ kind: 'nothing' })
  })

  it('is not a short burst, as a box of medicine gives or a quick hand', () => {
    expect(type('272100123', 5).at(-1)).toEqual({ kind: 'nothing' })
    const gatherer = burstGatherer()
    feed(gatherer, '272100123', 5, '')
    expect(gatherer.pause()).toBeUndefined()
  })

  it('is not a key held down', () => {
    const gatherer = burstGatherer()
    for (let at = 0; at < 40; at++)
      gatherer.hear({ key: '1', code: 'Digit1', at: at * 30, repeat: at > 0 })
    expect(gatherer.pause()).toBeUndefined()
  })

  it('is not broken by Shift before each digit', () => {
    const gatherer = burstGatherer()
    let at = 0
    for (const digit of digits) {
      gatherer.hear({ key: 'Shift', code: 'ShiftLeft', at: (at += 4) })
      gatherer.hear({ key: digit, code: `Digit${digit}`, at: (at += 4) })
    }
    expect(gatherer.pause()?.text).toBe(digits)
  })

  it('is broken by a command', () => {
    const gatherer = burstGatherer()
    feed(gatherer, digits.slice(0, 12), 5, '')
    gatherer.hear({ key: 'v', code: 'KeyV', at: 61, isCommand: true })
    expect(gatherer.pause()).toBeUndefined()
  })

  it('keeps the characters of a foreign code', () => {
    const heard = type('HTTPS://EXAMPLE.TEST', 5)
    expect(heard.at(-1)).toMatchObject({ burst: { text: 'HTTPS://EXAMPLE.TEST' } })
  })

  it('forgets what was typed slowly before it', () => {
    const gatherer = burstGatherer()
    gatherer.hear({ key: 'z', code: 'KeyZ', at: -400 })
    const heard = feed(gatherer, digits, 5, 'Enter')
    expect(heard.at(-1)).toMatchObject({ burst: { text: digits } })
  })
})

function type(text: string, gapMs: number): Heard[] {
  return feed(burstGatherer(), text, gapMs, 'Enter')
}

function feed(
  gatherer: ReturnType<typeof burstGatherer>,
  text: string,
  gapMs: number,
  end: string,
): Heard[] {
  const strokes = [...text].map((key, place) => {
    const code = /[0-9]/.test(key) ? `Digit${key}` : ''
    return gatherer.hear({ key, code, at: place * gapMs })
  })
  if (end === '') return strokes
  return [...strokes, gatherer.hear({ key: end, code: end, at: text.length * gapMs })]
}
