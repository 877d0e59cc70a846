import { Boolean, Object } from 'typebox'
import { endpoint } from './endpoint.ts'

/** Signs out, whoever is signed in on this origin. */
export const endSession = endpoint({
  method: 'DELETE',
  url: '/session',
  answer: Object({ isEnded: Boolean() }),
})
