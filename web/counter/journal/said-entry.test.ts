import { describe, expect, it } from 'vitest'
import type {
  DoubtContent,
  InvoiceContent,
  OpenedEntry,
  ReadingContent,
} from '../../src/journal/entry-content.ts'
import { testSpeech } from '../verdict/test-speech.ts'
import { sayAttention, sayEntry } from './said-entry.ts'

const now = Date.UTC(2026, 3, 14, 8, 42)
const MINUTE = 60_000

function entry(
  state: OpenedEntry['state'],
  judged?: ReadingContent['judged'],
  change: Partial<ReadingContent> = {},
): OpenedEntry {
  const content: ReadingContent = {
    kind: 'reading',
    readAt: now - 10 * MINUTE,
    verdict: 'valid',
    person: { familyName: 'AUBERTIN', givenNames: 'CLAIRE, MARIE' },
    counterId: 'c',
    professional: { professionalId: 'p', name: 'Inès Carpentier' },
    ...(judged ? { judged } : {}),
    ...change,
  }
  return { sequence: 1, entryId: 'e', state, content }
}

const previous = { readAt: now - 12 * MINUTE, isHere: false }

describe('a line of the journal', () => {
  it.each([
    ['plain', 'à envoyer', entry('waiting')],
    ['good', 'acceptée', entry('done', { judgement: 'accepted' })],
    ['stop', 'bloquée à cette heure-là', entry('attention', { judgement: 'blocked' })],
    [
      'again',
      'utilisée ailleurs à 10\u00a0h\u00a030',
      entry('attention', { judgement: 'used-elsewhere', previous }),
    ],
    ['again', 'heure impossible', entry('attention', { judgement: 'clock' })],
    ['stop', 'non reconnue', entry('attention', { judgement: 'refused' })],
    ['plain', 'non reconnue, vue', entry('done', { judgement: 'refused' })],
    [
      'plain',
      'carte bloquée, refusée sur place',
      entry('done', { judgement: 'blocked' }, { verdict: 'revoked' }),
    ],
    [
      'plain',
      'code déjà utilisé, refusé sur place, à envoyer',
      entry('waiting', undefined, { verdict: 'replayed' }),
    ],
  ] as const)('is %s, and says “%s”', (kind, state, given) => {
    expect(sayEntry(given, testSpeech('fr', now))).toEqual({
      entryId: 'e',
      when: '10\u00a0h\u00a032',
      name: 'Claire AUBERTIN',
      kind,
      state,
    })
  })

  it('bears its day when it is of another', () => {
    const { when } = sayEntry(
      entry('waiting', undefined, { readAt: now - 26 * 60 * MINUTE }),
      testSpeech('fr', now),
    )
    expect(when).toBe('hier à 8\u00a0h\u00a042')
  })
})

describe('what a person has to look at', () => {
  it.each([
    [
      'La carte était bloquée : opposition faite aujourd’hui à 10\u00a0h\u00a030.',
      { judgement: 'blocked', blockedAt: now - 12 * MINUTE },
    ],
    [
      'Ce code avait été lu à votre poste « Comptoir 1 », aujourd’hui à 10\u00a0h\u00a030.',
      { judgement: 'used-elsewhere', previous: { ...previous, counterName: 'Comptoir 1' } },
    ],
    [
      'Ce code avait été lu par un autre comptoir, aujourd’hui à 10\u00a0h\u00a030.',
      { judgement: 'used-elsewhere', previous },
    ],
  ] as const)('says why: %s', (cause, judged) => {
    expect(sayAttention(entry('attention', judged), testSpeech('fr', now)).cause).toBe(cause)
  })

  it.each(['fr', 'en'] as const)(
    'says whom, when, why and what to do, whatever the cause (%s)',
    (language) => {
      const judgements = ['blocked', 'used-elsewhere', 'clock', 'refused'] as const
      const said = judgements.map((judgement) =>
        sayAttention(entry('attention', { judgement }), testSpeech(language, now)),
      )
      expect(new Set(said.map(({ cause }) => cause)).size).toBe(4)
      expect(new Set(said.map(({ next }) => next)).size).toBe(4)
      for (const { name, about } of said) {
        expect(name).toBe('Claire AUBERTIN')
        expect(about).toMatch(/10/)
      }
    },
  )
})

const bears = { obligatoryCents: 2_100, complementaryCents: 900, patientCents: 0 }
const shares = {
  totalCents: 3_000,
  participationCents: 200,
  franchiseCents: 0,
  isUnchecked: false,
  isComplementaryAssumed: false,
  obligatoryCents: 1_900,
  complementaryCents: 900,
  patientCents: 200,
  lines: [],
  now: bears,
  later: { obligatoryRefundCents: 0, complementaryRefundCents: 0, recoveredCents: 200 },
}

function invoice(
  state: OpenedEntry['state'],
  outcome?: InvoiceContent['outcome'],
): OpenedEntry<InvoiceContent> {
  const content: InvoiceContent = {
    kind: 'invoice',
    madeAt: now - 10 * MINUTE,
    readingId: 'r',
    person: { familyName: 'AUBERTIN', givenNames: 'CLAIRE, MARIE' },
    care: { careDay: '2026-04-14', thirdParty: 'full', exemption: '0', lines: [] },
    estimate: shares,
    rightsAsOf: now,
    professional: { professionalId: 'p', name: 'Inès Carpentier' },
    staff: { staffId: 's', name: 'Léa' },
    ...(outcome && { outcome }),
  }
  return { sequence: 2, entryId: 'i', state, content }
}

describe('an invoice of the journal', () => {
  const closed = { ...shares, now: { ...bears, obligatoryCents: 0, patientCents: 2_100 } }

  it.each([
    ['plain', 'facture de 30,00 €, à envoyer', invoice('waiting')],
    ['good', 'facture de 30,00 €, validée', invoice('done', { kind: 'billed', shares })],
    [
      'again',
      'facture de 30,00 €, validée',
      invoice('attention', { kind: 'billed', shares: closed, isOther: 'now' }),
    ],
    [
      'stop',
      'facture de 30,00 €, non validée',
      invoice('attention', { kind: 'refused', code: 'entry-refused' }),
    ],
    [
      'plain',
      'facture de 30,00 €, non validée, vue',
      invoice('done', { kind: 'refused', code: 'entry-refused' }),
    ],
  ] as const)('is %s, and says “%s”', (kind, state, given) => {
    expect(sayEntry(given, testSpeech('fr', now))).toEqual({
      entryId: 'i',
      when: '10\u00a0h\u00a032',
      name: 'Claire AUBERTIN',
      by: 'facturée par Léa',
      kind,
      state,
    })
  })

  it('tells both amounts where the shares are others, and what to do with the difference', () => {
    const { cause, amounts, next } = sayAttention(
      invoice('attention', { kind: 'billed', shares: closed, isOther: 'now' }),
      testSpeech('fr', now),
    )
    expect(cause).toMatch(/^Facture validée avec d’autres parts/)
    expect(amounts?.map(({ amount }) => amount)).toEqual(['0,00 €', '21,00 €'])
    expect(next).toMatch(/la différence à régler/)
    const capped = { ...shares, patientCents: 0, obligatoryCents: 2_100 }
    const later = sayAttention(
      invoice('attention', { kind: 'billed', shares: capped, isOther: 'in-the-end' }),
      testSpeech('fr', now),
    )
    expect(later.amounts?.map(({ amount }) => amount)).toEqual(['2,00 €', '0,00 €'])
    expect(later.next).toMatch(/^Rien à encaisser/)
  })

  it.each(['fr', 'en'] as const)('says why it was not made, and what to do (%s)', (language) => {
    const causes = (['blocked', 'used-elsewhere', 'clock', 'refused'] as const).map(
      (judgement) =>
        sayAttention(
          invoice('attention', { kind: 'refused', code: 'entry-refused', judged: { judgement } }),
          testSpeech(language, now),
        ).cause,
    )
    const plain = (['entry-unknown', 'care-day'] as const).map(
      (code) =>
        sayAttention(invoice('attention', { kind: 'refused', code }), testSpeech(language, now))
          .cause,
    )
    expect(new Set([...causes, ...plain]).size).toBe(6)
  })
})

function doubt(state: OpenedEntry['state'], outcome?: DoubtContent['outcome']): OpenedEntry {
  const content: DoubtContent = {
    kind: 'doubt',
    madeAt: now - 10 * MINUTE,
    person: { familyName: 'AUBERTIN', givenNames: 'CLAIRE, MARIE' },
    who: '2',
    said: '{}',
    totalCents: 3_000,
    professional: { professionalId: 'p', name: 'Inès Carpentier' },
    ...(outcome && { outcome }),
  }
  return { sequence: 3, entryId: 'd', state, content }
}

describe('an invoice of the journal whose answer was lost', () => {
  it.each([
    ['again', 'facture de 30,00 €, réponse perdue', doubt('waiting')],
    ['good', 'facture de 30,00 €, validée', doubt('attention', 'made')],
    ['good', 'facture de 30,00 €, validée', doubt('done', 'made')],
    ['again', 'facture de 30,00 €, à valider', doubt('attention', 'pending')],
    ['plain', 'facture de 30,00 €, à valider, vue', doubt('done', 'pending')],
  ] as const)('is %s, and says “%s”', (kind, state, given) => {
    expect(sayEntry(given, testSpeech('fr', now))).toEqual({
      entryId: 'd',
      when: '10\u00a0h\u00a032',
      name: 'Claire AUBERTIN',
      kind,
      state,
    })
  })

  it.each(['fr', 'en'] as const)('says whether it is made, and what to do (%s)', (language) => {
    const said = (['made', 'pending'] as const).map((outcome) =>
      sayAttention(doubt('attention', outcome), testSpeech(language, now)),
    )
    expect(new Set(said.map(({ cause }) => cause)).size).toBe(2)
    expect(new Set(said.map(({ next }) => next)).size).toBe(2)
    for (const { about } of said) expect(about).toMatch(/30.00/)
  })
})
