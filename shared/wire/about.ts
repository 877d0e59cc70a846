import { Boolean, Integer, Object, String } from 'typebox'
import { endpoint } from './endpoint.ts'

/**
 * What a page must know before it asks anything: whether this is the demonstration, and how long a phone may let the code
 * open cards without network (0: never). No proof is needed.
 */
export const readAbout = endpoint({
  method: 'GET',
  url: '/about',
  answer: Object({ isDemonstration: Boolean(), termsVersion: String(), leaseHours: Integer() }),
})
