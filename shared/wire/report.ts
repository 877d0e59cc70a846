import { Object } from 'typebox'
import { endpoint } from './endpoint.ts'
import { Bytes, Instant } from './shapes.ts'

/**
 * For the phone: says that a reading of one's card was not one's own doing. It is kept for the insurer's agents and written
 * in their log; nothing is blocked by it. The same again gets the same answer.
 */
export const reportReading = endpoint({
  method: 'POST',
  url: '/readings/:readingId/report',
  params: Object({ readingId: Bytes(32) }),
  answer: Object({ reportedAt: Instant() }),
  problems: ['reading-unknown'],
})
