import { afterEach, describe, expect, it } from 'vitest'
import { chooseLanguage, keepLanguage } from './language.ts'

afterEach(() => localStorage.clear())

describe('the language of the page', () => {
  it('takes the first of the browser’s languages that is ours', () => {
    expect(chooseLanguage(['br', 'en-GB', 'fr'])).toBe('en')
  })

  it('falls to French when none is ours', () => {
    expect(chooseLanguage(['br', 'de-DE'])).toBe('fr')
  })

  it('keeps the choice over the browser’s languages', () => {
    keepLanguage('en')
    expect(chooseLanguage(['fr-FR'])).toBe('en')
  })

  it('ignores a kept choice that is no language of ours', () => {
    localStorage.setItem('etui.language', 'xx')
    expect(chooseLanguage(['en'])).toBe('en')
  })
})
