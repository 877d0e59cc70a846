import { describe, expect, it } from 'vitest'
import { languages } from '../../src/i18n/language.ts'
import type { Language } from '../../src/i18n/language.ts'
import type { ReadingResult } from '../../src/reading/reading-result.ts'
import { verdictFamilies } from '../../src/reading/verdict-family.ts'
import { everyReading, online, readAt } from './test-readings.ts'
import { testSpeech } from './test-speech.ts'
import { verdictWords } from './verdict-words.ts'

function wordsOf(
  result: ReadingResult,
  language: Language,
  cardClass: 'production' | 'demonstration' = 'production',
) {
  return verdictWords(result, { ...testSpeech(language, readAt), cardClass })
}

describe('the words of a verdict', () => {
  it('are there for every verdict', () => {
    expect(new Set(everyReading.map(({ verdict }) => verdict))).toEqual(
      new Set(Object.keys(verdictFamilies)),
    )
  })

  it.each(languages)(
    'say what happened, why and what to do, with every blank filled: $name',
    ({ code }) => {
      for (const reading of everyReading) {
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
    for (const reading of everyReading) {
      const { family, why } = wordsOf(reading, code)
      const isSaid = why.includes(innocent)
      expect(isSaid, reading.verdict).toBe(
        !['valid', 'card'].includes(family) && reading.verdict !== 'foreign',
      )
    }
  })

  it('never say "invalid", in either language', () => {
    for (const reading of everyReading) {
      for (const { code } of languages)
        expect(JSON.stringify(wordsOf(reading, code))).not.toMatch(/invalid/i)
    }
  })

  it('tell which clock is likelier to be off', () => {
    const clock = everyReading
      .filter(({ verdict }) => verdict === 'clock')
      .map((one) => wordsOf(one, 'fr').why[0])
    expect(clock[0]).toContain('Le téléphone avance')
    expect(clock[1]).toContain('Ce poste retarde')
  })

  it('tell where and when a code was used, as far as it is known', () => {
    const replayed = everyReading
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
