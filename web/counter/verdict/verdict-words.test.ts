import { describe, expect, it } from 'vitest'
import { languages } from '../../src/i18n/language.ts'
import type { Language } from '../../src/i18n/language.ts'
import type { ReadingResult } from '../../src/reading/reading-result.ts'
import { verdictFamilies } from '../../src/reading/verdict-family.ts'
import { testSpeech } from './test-speech.ts'
import { verdictWords } from './verdict-words.ts'

const readAt = Date.UTC(2026, 3, 14, 8, 42, 7)
const online = { readAt, source: { kind: 'online' } } as const
const offline = {
  readAt,
  source: { kind: 'offline', statusAsOf: readAt - 3_720_000, trustedAsOf: readAt - 172_800_000 },
} as const
const byForm = { readAt, source: { kind: 'form' } } as const

/** Every verdict, in every way it can be reached. */
const readings: readonly ReadingResult[] = [
  { verdict: 'valid', ...online },
  { verdict: 'valid', ...online, isFlagged: true, isRepeat: true },
  { verdict: 'valid', ...offline },
  { verdict: 'valid', ...offline, isSlow: true },
  { verdict: 'valid', ...offline, isUnwritten: true },
  { verdict: 'specimen', ...online },
  { verdict: 'stale', ...online, secondsOff: 10 },
  { verdict: 'stale', ...offline, secondsOff: 130, likelierOff: 'station' },
  { verdict: 'clock', ...online, secondsOff: 300, likelierOff: 'phone' },
  { verdict: 'clock', ...offline, secondsOff: 7_260, likelierOff: 'station' },
  { verdict: 'expired', ...online, expiredAt: readAt - 86_400_000 },
  { verdict: 'expired', ...offline },
  { verdict: 'revoked', ...online, blockedAt: readAt - 60_000 },
  { verdict: 'revoked', ...online },
  { verdict: 'revoked', ...offline },
  { verdict: 'replayed', ...online, previous: { at: readAt - 60_000, isHere: false } },
  {
    verdict: 'replayed',
    ...online,
    previous: { at: readAt - 60_000, isHere: false, counterName: 'Comptoir 1' },
  },
  { verdict: 'replayed', ...offline, previous: { at: readAt - 60_000, isHere: true } },
  { verdict: 'replayed', ...online },
  { verdict: 'audience', ...offline, audience: 'other-counter' },
  { verdict: 'audience', ...offline, audience: 'challenge' },
  { verdict: 'signature', ...offline },
  { verdict: 'issuer-unknown', ...offline },
  { verdict: 'malformed', ...byForm },
  { verdict: 'key-missing', ...offline, missing: 'group-key' },
  { verdict: 'key-missing', ...offline, missing: 'trusted-list' },
  { verdict: 'key-missing', ...offline, missing: 'status-list' },
  { verdict: 'key-missing', ...online },
  { verdict: 'version', ...byForm },
  { verdict: 'online-only', ...offline },
  { verdict: 'unreadable', ...byForm },
  { verdict: 'foreign', ...byForm },
]

function wordsOf(
  result: ReadingResult,
  language: Language,
  cardClass: 'production' | 'demonstration' = 'production',
) {
  return verdictWords(result, { ...testSpeech(language, readAt), cardClass })
}

describe('the words of a verdict', () => {
  it('are there for every verdict', () => {
    expect(new Set(readings.map(({ verdict }) => verdict))).toEqual(
      new Set(Object.keys(verdictFamilies)),
    )
  })

  it.each(languages)(
    'say what happened, why and what to do, with every blank filled: $name',
    ({ code }) => {
      for (const reading of readings) {
        const words = wordsOf(reading, code)
        expect(words.title).not.toBe('')
        expect(words.why.length).toBeGreaterThan(0)
        expect(words.family === 'valid').toBe(words.next === undefined)
        expect(words.family === 'valid').toBe(words.turn === undefined)
      }
    },
  )

  it.each(languages)('never call a card into question outside its family: $name', ({ code }) => {
    const innocent = testSpeech(code, readAt).t('notTheCard')
    for (const reading of readings) {
      const { family, why } = wordsOf(reading, code)
      const isSaid = why.includes(innocent)
      expect(isSaid, reading.verdict).toBe(
        !['valid', 'card'].includes(family) && reading.verdict !== 'foreign',
      )
    }
  })

  it('never say "invalid", in either language', () => {
    for (const reading of readings) {
      for (const { code } of languages)
        expect(JSON.stringify(wordsOf(reading, code))).not.toMatch(/invalid/i)
    }
  })

  it('tell which clock is likelier to be off', () => {
    const clock = readings
      .filter(({ verdict }) => verdict === 'clock')
      .map((one) => wordsOf(one, 'fr').why[0])
    expect(clock[0]).toContain('Le téléphone avance')
    expect(clock[1]).toContain('Ce poste retarde')
  })

  it('tell where and when a code was used, as far as it is known', () => {
    const replayed = readings
      .filter(({ verdict }) => verdict === 'replayed')
      .map((one) => wordsOf(one, 'fr').why[0])
    expect(replayed).toEqual([
      'Lu ailleurs aujourd’hui à 10\u00a0h\u00a041.',
      'Lu aujourd’hui à 10\u00a0h\u00a041, poste « Comptoir 1 ».',
      'Lu ici aujourd’hui à 10\u00a0h\u00a041.',
      'Lu une première fois, on ne sait où.',
    ])
  })

  it('tell a specimen by what this workstation is for', () => {
    const specimen: ReadingResult = { verdict: 'specimen', ...online }
    expect(wordsOf(specimen, 'fr', 'production').next).toBe('Demandez la vraie carte.')
    expect(wordsOf(specimen, 'fr', 'demonstration').next).toBe('Lisez-la sur un poste en service.')
  })
})
