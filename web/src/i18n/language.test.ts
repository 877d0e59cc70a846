import { describe, expect, it } from 'vitest'
import { chooseLanguage, keepLanguage } from './language.ts'

/** Storage of its own: the browser's is shared with every test file that runs beside this one. */
function storage(of: Record<string, string> = {}) {
  const kept = new Map(Object.entries(of))
  return () => ({
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })
}

function closed(): never {
  throw new DOMException('storage is closed', 'SecurityError')
}

describe('the language of the page', () => {
  it('takes the first of the browser’s languages that is ours', () => {
    expect(chooseLanguage(['br', 'en-GB', 'fr'], storage())).toBe('en')
  })

  it('falls to French when none is ours', () => {
    expect(chooseLanguage(['br', 'de-DE'], storage())).toBe('fr')
  })

  it('keeps the choice over the browser’s languages', () => {
    const kept = storage()
    keepLanguage('en', kept)
    expect(chooseLanguage(['fr-FR'], kept)).toBe('en')
  })

  it('ignores a kept choice that is no language of ours', () => {
    expect(chooseLanguage(['en'], storage({ 'etui.language': 'xx' }))).toBe('en')
  })

  it('speaks, and says nothing, where storage is closed', () => {
    expect(() => keepLanguage('en', closed)).not.toThrow()
    expect(chooseLanguage(['en'], closed)).toBe('en')
  })
})
