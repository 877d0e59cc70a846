import { inEnglish } from './letters-en.ts'
import { inFrench } from './letters-fr.ts'
import type { Language, MailText, Occasion } from './letters.ts'

/** The letter for an occasion. `origin` is the card app's address, told where there is something to do. */
export function writeMail(occasion: Occasion, language: Language, origin: string): MailText {
  const { subject, lines } = (language === 'fr' ? inFrench : inEnglish)(occasion, origin)
  const [hello, bye] = language === 'fr' ? ['Bonjour,', 'Étui'] : ['Hello,', 'Étui']
  return { subject, text: [hello, '', ...lines, '', bye, ''].join('\n') }
}
