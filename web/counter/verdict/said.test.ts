import { describe, expect, it } from 'vitest'
import type { ReadingResult } from '../../src/reading/reading-result.ts'
import { sayDuration } from './said-duration.ts'
import { ageOf, groupNir, qualityKey } from './said-person.ts'
import { cardFacts, rightsFact, rightsLines } from './said-rights.ts'
import { testSpeech } from './test-speech.ts'

const readAt = Date.UTC(2026, 3, 14, 8, 42, 7)

describe('a person, as said', () => {
  it('has a number in groups, Corsica included', () => {
    expect(groupNir('284195751150059')).toBe('2 84 19 57 511 500 59')
    expect(groupNir('284192A51150059')).toBe('2 84 19 2A 511 500 59')
  })

  it('has an age, unless the date names no real day', () => {
    const now = new Date(2026, 3, 14, 12)
    expect(ageOf({ birthDate: 19840414 }, now)).toBe(42)
    expect(ageOf({ birthDate: 19840415 }, now)).toBe(41)
    expect(ageOf({ birthDate: 19841912 }, now)).toBeUndefined()
    expect(ageOf({ birthDate: 19840000 }, now)).toBeUndefined()
  })

  it('has a quality', () => {
    expect([0, 2, 6, 9].map(qualityKey)).toEqual([
      'person.insured',
      'person.spouse',
      'person.child',
      'person.other',
    ])
  })
})

describe('a length of time, as said', () => {
  it.each([
    [10, 'duration.seconds', { s: 10 }],
    [-85, 'duration.minutes', { m: 1, s: 25 }],
    [300, 'duration.wholeMinutes', { m: 5 }],
    [7_260, 'duration.hours', { h: 2, m: 1 }],
    [259_200, 'duration.days', { d: 3 }],
  ])('%i s', (seconds, key, blanks) => {
    expect(sayDuration(seconds)).toEqual({ key, blanks })
  })
})

describe('card and rights, as said', () => {
  const speech = testSpeech('fr', readAt)
  const online: ReadingResult = { verdict: 'valid', readAt, source: { kind: 'online' } }
  const rights = {
    asOf: readAt,
    isOpen: true,
    organisation: '015710001',
    managementCode: '10',
    hasC2s: false,
    hasThirdPartyPayment: true,
    hasWorkAccident: false,
    complementary: { number: '775671894', to: '2027-12-31' },
  }

  const lineOf = (exemptions: NonNullable<ReadingResult['rights']>['exemptions']) =>
    rightsLines({ ...online, rights: { ...rights, ...(exemptions && { exemptions }) } }, speech)
      .filter(({ name }) => name === 'Exonération')
      .map(({ facts }) => facts)

  it('are two statements with two dates', () => {
    const offline: ReadingResult = {
      verdict: 'valid',
      readAt,
      source: {
        kind: 'offline',
        statusAsOf: readAt - 3_720_000,
        trustedAsOf: readAt - 172_800_000,
      },
      cover: { ...rights, asOf: readAt - 86_400_000, complementary: {} },
    }
    expect(cardFacts(offline, speech).map(({ detail }) => detail)).toEqual([
      'vérifiée par ce poste aujourd’hui à 10\u00a0h\u00a042, liste de confiance du 12 avril',
      'd’après la liste : aujourd’hui à 9\u00a0h\u00a040',
    ])
    expect(rightsFact(offline, speech)).toEqual({
      kind: 'good',
      title: 'Droits ouverts',
      detail: 'd’après la carte, signée hier à 10\u00a0h\u00a042',
    })
  })

  it('say closed rights without doubting the card', () => {
    const closed: ReadingResult = { ...online, rights: { ...rights, isOpen: false } }
    expect(rightsFact(closed, speech)).toMatchObject({ kind: 'again', title: 'Droits fermés' })
    expect(cardFacts(closed, speech).every(({ kind }) => kind === 'good')).toBe(true)
  })

  it('say so when the insurer did not answer', () => {
    expect(rightsFact(online, speech).title).toBe('Droits non connus')
    expect(rightsLines(online, speech)).toEqual([])
  })

  it('say since when rights are closed, and that the card was signed before', () => {
    const closed = { ...rights, isOpen: false, to: '2026-04-10' }
    const told = { ...online, rights: closed }
    const signed = (day: number) => ({ ...told, cardIssuedAt: Date.UTC(2026, 3, day) })
    expect(rightsFact(signed(9), speech).detail).toMatch(
      /^demandés à l’assurance .* Fermés depuis le 10 avril 2026, après la signature de la carte\.$/,
    )
    expect(rightsFact(signed(11), speech).detail).toMatch(/Fermés depuis le 10 avril 2026\.$/)
  })

  it('give exemptions a line where they were told, each with its end', () => {
    expect(lineOf(undefined)).toEqual([])
    expect(lineOf([])).toEqual([['aucune']])
    expect(
      lineOf([
        { code: '4', from: '2023-02-01', to: '2028-01-31' },
        { code: '7', from: '2026-01-01' },
      ]),
    ).toEqual([['affection de longue durée (ALD)', 'jusqu’au 31 janvier 2028', 'prévention']])
  })

  it('give each cover a line', () => {
    const lines = rightsLines({ ...online, rights }, speech)
    expect(lines[0]).toEqual({
      name: 'Obligatoire',
      facts: ['organisme 015710001', 'code gestion 10'],
    })
    expect(lines[1]?.facts).toEqual(['n° 775671894', 'jusqu’au 31 décembre 2027'])
  })
})
