import texts from './fr.json'
import refusals from '../../src/i18n/refusals.fr.json'

export const messages = { ...texts, refusals }
