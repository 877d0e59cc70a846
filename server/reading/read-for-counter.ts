import type { FastifyBaseLogger } from 'fastify'
import { verifyPresentation } from '@etui/shared/presentation/verify-presentation.ts'
import type { Reading, Rights } from '@etui/shared/wire/counter.ts'
import type { Registry } from '../registry/registry.ts'
import type { OnlineReader, Seat } from './online-reader.ts'
import { answerReading } from './reading-answer.ts'
import type { CardPlace } from './reading-store.ts'
import { answerRights } from './rights-answer.ts'

export interface ReadForCounterNeeds {
  readonly registry: Registry
  readonly log: Pick<FastifyBaseLogger, 'error'>
}

/**
 * What a counter is told of one frame, whichever way it came: the verdict, and the rights of now for a valid card. The
 * reader is of that seat and that frame. Throws what its ports throw.
 */
export async function readForCounter(
  frame: string,
  seat: Seat,
  reader: OnlineReader,
  needs: ReadForCounterNeeds,
): Promise<Reading> {
  const verification = await verifyPresentation(frame, reader)
  const answer = answerReading(verification, reader, seat)
  if (verification.verdict !== 'valid' || !reader.place) return answer
  const rights = await rightsOf(reader.place, needs)
  return { ...answer, ...(rights && { rights }) }
}

/** "Card genuine" and "rights open" are two statements: a registry that does not answer takes nothing from the first. */
async function rightsOf(
  place: CardPlace,
  { registry, log }: ReadForCounterNeeds,
): Promise<Rights | undefined> {
  try {
    const beneficiaries = await registry.beneficiaries(place.registryId)
    const one = beneficiaries.find((each) => each.beneficiaryId === place.beneficiaryId)
    return one && answerRights(one.rights)
  } catch (error) {
    log.error({ err: error, personId: place.personId }, 'the registry did not answer')
    return undefined
  }
}
