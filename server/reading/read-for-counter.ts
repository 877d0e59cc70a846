import type { FastifyBaseLogger } from 'fastify'
import { verifyPresentation } from '@etui/shared/presentation/verify-presentation.ts'
import type { Reading } from '@etui/shared/wire/counter.ts'
import type { ContextStore, NewContext } from '../context/context-store.ts'
import { drawContext } from '../context/draw-context.ts'
import type { Registry } from '../registry/registry.ts'
import { type Covered, coveredBy } from './covered-people.ts'
import type { OnlineReader, Seat } from './online-reader.ts'
import { answerReading } from './reading-answer.ts'
import type { CardPlace } from './reading-store.ts'

export interface ReadForCounterNeeds {
  readonly registry: Registry
  readonly contexts: Pick<ContextStore, 'open'>
  readonly log: Pick<FastifyBaseLogger, 'error'>
  /** of whoever reads; without it no exemption is told */
  readonly professionCode?: string
}

/**
 * What a counter is told of one frame, whichever way it came: the verdict, and for a valid card a context, the rights of
 * now, and whom it stands for. The reader is of that seat and that frame. Throws what its ports throw.
 */
export async function readForCounter(
  frame: string,
  seat: Seat,
  reader: OnlineReader,
  needs: ReadForCounterNeeds,
): Promise<Reading> {
  const { contexts } = needs
  return readAndOpen(frame, seat, reader, { ...needs, open: ({ kept }) => contexts.open(kept) })
}

/** How a context is opened: it may refuse, by throwing. */
export type OpenContext = (drawn: { readonly kept: NewContext }) => Promise<void>

/** The same, with the context opened in another way: in the place of an earlier one, say. */
export async function readAndOpen(
  frame: string,
  seat: Seat,
  reader: OnlineReader,
  needs: Omit<ReadForCounterNeeds, 'contexts'> & { readonly open: OpenContext },
): Promise<Reading> {
  const verification = await verifyPresentation(frame, reader)
  const answer = answerReading(verification, reader, seat)
  const { place } = reader
  if (verification.verdict !== 'valid' || !place) return answer
  const { counterId, professionalId, at } = seat
  const { personId, registryId, beneficiaryId } = place
  const proofHash = Buffer.from(verification.replayKey)
  const presented = { personId, registryId, beneficiaryId, proofHash }
  const drawn = drawContext({ counterId, professionalId, at, ...presented })
  // The registry answers while the context is written.
  const [covered] = await Promise.all([coveredOrNot(place, needs), needs.open(drawn)])
  return { ...answer, context: drawn.told, ...covered }
}

/** "Card genuine" and "rights open" are two statements: a registry that does not answer takes nothing from the first. */
async function coveredOrNot(
  place: CardPlace,
  { registry, log, professionCode }: Omit<ReadForCounterNeeds, 'contexts'>,
): Promise<Covered | undefined> {
  try {
    return coveredBy(place, await registry.beneficiaries(place.registryId), professionCode)
  } catch (error) {
    log.error({ err: error, personId: place.personId }, 'the registry did not answer')
    return undefined
  }
}
