import { describe, expect, it } from 'vitest'
import { datesIn } from './dates.ts'

const fr = datesIn('fr', 'Europe/Paris')
const en = datesIn('en', 'Europe/Paris')
const now = new Date('2026-04-14T08:42:07Z')

describe('dates as they are said', () => {
  it('says an hour in a sentence with no-break spaces, and an hour without minutes bare', () => {
    expect(fr.hour(new Date('2026-04-14T06:12:00Z'))).toBe('8\u00a0h\u00a012')
    expect(fr.hour(new Date('2026-04-14T06:00:00Z'))).toBe('8\u00a0h')
    expect(fr.hour(new Date('2026-04-13T22:05:00Z'))).toBe('0\u00a0h\u00a005')
    expect(en.hour(new Date('2026-04-14T06:12:00Z'))).toBe('08:12')
  })

  it('names a near day and dates a far one', () => {
    expect(fr.moment(new Date('2026-04-14T06:12:00Z'), now)).toBe('aujourd’hui à 8\u00a0h\u00a012')
    expect(fr.moment(new Date('2026-04-13T16:04:00Z'), now)).toBe('hier à 18\u00a0h\u00a004')
    expect(fr.moment(new Date('2026-04-01T16:04:00Z'), now)).toBe(
      'le 1er avril à 18\u00a0h\u00a004',
    )
    expect(en.moment(new Date('2026-04-09T16:04:00Z'), now)).toBe('on 9 April at 18:04')
  })

  it('counts days by the calendar, not by hours', () => {
    expect(fr.moment(new Date('2026-04-13T21:59:00Z'), new Date('2026-04-13T22:01:00Z'))).toBe(
      'hier à 23\u00a0h\u00a059',
    )
  })

  it('joins a limit to its day as the language wants', () => {
    expect(fr.until(new Date('2026-04-14T20:33:00Z'), now)).toBe('jusqu’à 22\u00a0h\u00a033')
    expect(fr.until(new Date('2026-04-15T06:12:00Z'), now)).toBe('jusqu’à demain 8\u00a0h\u00a012')
    expect(fr.until(new Date('2026-04-17T06:12:00Z'), now)).toBe(
      'jusqu’au 17 avril à 8\u00a0h\u00a012',
    )
    expect(en.until(new Date('2026-04-17T06:12:00Z'), now)).toBe('until 17 April at 08:12')
  })

  it('shows the seconds on the clock', () => {
    expect(fr.clock(now)).toBe('10:42:07')
  })

  it('writes an impossible birth date as it stands', () => {
    expect(fr.birth(19840312)).toBe('12 mars 1984')
    expect(fr.birth(19841912)).toBe('12/19/1984')
    expect(fr.birth(19840230)).toBe('30/02/1984')
  })
})
