import { Boolean, Object, String } from 'typebox'
import { endpoint } from './endpoint.ts'

/** What a page must know before it asks anything: whether this is the demonstration. No proof is needed. */
export const readAbout = endpoint({
  method: 'GET',
  url: '/about',
  answer: Object({ isDemonstration: Boolean(), termsVersion: String() }),
})
