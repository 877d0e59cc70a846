import { describe, expect, it } from 'vitest'
import type { KeptFacts } from '../src/workstation/workstation-db.ts'
import { journalLine, listLines } from './list-lines.ts'
import { testSpeech } from './verdict/test-speech.ts'

const now = Date.UTC(2026, 3, 14, 8, 42)
const HOUR = 3_600_000

function lines(facts: KeptFacts) {
  return listLines(facts, { ...testSpeech('fr', now), now })
}

function listedAt(agoMs: number): KeptFacts {
  const at = now - agoMs
  return {
    statusAsOf: at,
    trustedList: { bytes: new Uint8Array(), version: 1, issuedAt: at, checkedAt: at },
  }
}

describe('how fresh a workstation is', () => {
  it('is told with dates', () => {
    const [status, trusted, clock] = lines({
      ...listedAt(HOUR),
      clock: { offsetMs: -230, measuredAt: now },
    })
    expect(status).toEqual({ text: 'Oppositions : aujourd’hui à 9\u00a0h\u00a042', good: true })
    expect(trusted).toEqual({ text: 'Liste de confiance du 14 avril', good: true })
    expect(clock).toEqual({ text: 'Horloge juste à 0,2 s', good: true })
  })

  it.each([
    [24 * HOUR, true, 'Oppositions : hier à 10\u00a0h\u00a042'],
    [25 * HOUR, false, 'Oppositions : hier à 9\u00a0h\u00a042, plus d’un jour'],
    [169 * HOUR, false, 'Oppositions : le 7 avril à 9\u00a0h\u00a042, trop anciennes'],
  ])('warns after a day, and more after seven: %i ms', (ago, good, text) => {
    expect(lines(listedAt(ago))[0]).toEqual({ text, good })
  })

  it('says what is missing', () => {
    expect(lines({}).map(({ good }) => good)).toEqual([false, false, false])
  })

  it('tells a machine’s clock that had to be corrected', () => {
    expect(lines({ clock: { offsetMs: 90_000, measuredAt: now } })[2]).toEqual({
      text: 'Horloge de ce poste décalée de 1 min 30 s, corrigée',
      good: false,
    })
  })
})

describe('what is said of the journal', () => {
  it.each([
    [{ waiting: 0, attention: 0 }, 'Journal vide', true],
    [{ waiting: 3, attention: 0 }, 'Journal : 3 à envoyer', false],
    [{ waiting: 3, attention: 1 }, 'Journal : 1 à vérifier', false],
  ])('calls somebody to what is most pressing: %j', (counts, text, good) => {
    expect(journalLine({ ...counts, others: [] }, testSpeech('fr', now))).toEqual({ text, good })
  })
})
