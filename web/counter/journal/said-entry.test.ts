import { describe, expect, it } from 'vitest'
import type { EntryContent, OpenedEntry } from '../../src/journal/entry-content.ts'
import { testSpeech } from '../verdict/test-speech.ts'
import { sayAttention, sayEntry } from './said-entry.ts'

const now = Date.UTC(2026, 3, 14, 8, 42)
const MINUTE = 60_000

function entry(
  state: OpenedEntry['state'],
  judged?: EntryContent['judged'],
  change: Partial<EntryContent> = {},
): OpenedEntry {
  const content: EntryContent = {
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
      for (const { name, when } of said) {
        expect(name).toBe('Claire AUBERTIN')
        expect(when).toMatch(/10/)
      }
    },
  )
})
