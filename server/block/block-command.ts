import { parseNir } from '@etui/shared/nir/nir.ts'
import type { Clock } from '../clock.ts'
import type { Keys } from '../keys/keys.ts'
import type { BlockReason } from './block.ts'
import type { BlockStore } from './block-store.ts'

/** What whoever runs the server may do to somebody's card, by their number or by our id of them. */
export interface BlockCommand {
  readonly whose: { readonly nir: string } | { readonly personId: string }
  readonly act: 'suspend' | 'final' | 'lift'
  readonly reason: BlockReason
}

export interface BlockCommandNeeds {
  readonly blocks: BlockStore
  readonly keys: Pick<Keys, 'lookupHash'>
  readonly clock: Clock
  readonly isDemo: boolean
}

/** Why nothing was done, in a sentence for whoever typed the command. */
export class NothingBlocked extends Error {
  override readonly name = 'NothingBlocked'
}

/**
 * Blocks or unblocks the card a person holds now; answers what is true after, in a sentence with no trait. Throws a
 * Refusal of the number, or NothingBlocked.
 */
export async function blockByCommand(
  { whose, act, reason }: BlockCommand,
  { blocks, keys, clock, isDemo }: BlockCommandNeeds,
): Promise<string> {
  const personId =
    'personId' in whose
      ? whose.personId
      : await blocks.findPerson(
          keys.lookupHash('nir', parseNir(whose.nir, { allowDemonstration: isDemo })),
        )
  const phoneId = personId === null ? null : await blocks.findActivePhone(personId)
  if (personId === null || phoneId === null) {
    throw new NothingBlocked('Nobody of that number or id holds a card on a phone.')
  }
  const order = { personId, phoneId, reason, at: clock() }
  switch (act) {
    case 'suspend': {
      const { state, blockedAt } = await blocks.suspend(order)
      return `The card is ${state} since ${blockedAt.toISOString()} (person ${personId}).`
    }
    case 'final':
      await blocks.blockForGood(order)
      return `The card is blocked for good (person ${personId}).`
    case 'lift': {
      const lifted = await blocks.lift(order)
      if (lifted) return `The card works again (person ${personId}).`
      throw new NothingBlocked('That card is not suspended, or has been for more than a day.')
    }
  }
}
