import texts from './en.json'
import refusals from '../../src/i18n/refusals.en.json'

export const messages = { ...texts, refusals }
