import { Literal, Object, Union } from 'typebox'
import { endpoint } from './endpoint.ts'
import { Instant } from './shapes.ts'

/**
 * For the phone: suspends its own card at once, as its holder asks (DESIGN.md 9). Counters refuse it from now on; the insurer
 * can take that back for a day, and then it is final. The same again answers the block that stands, whoever asked for it.
 */
export const suspendCard = endpoint({
  method: 'POST',
  url: '/card/suspension',
  body: Object({}, { additionalProperties: false }),
  answer: Object({ state: Union([Literal('suspended'), Literal('final')]), blockedAt: Instant() }),
  problems: ['phone-unknown', 'phone-ended'],
})
