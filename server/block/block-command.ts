import { parseNir } from '@etui/shared/nir/nir.ts'
import type { Keys } from '../keys/keys.ts'
import type { Database } from '../db/database.ts'
import { type TellNeeds, tellHolder } from '../enrolment/tell-holder.ts'
import type { Occasion } from '../mail/letters.ts'
import type { BlockReason } from './block.ts'
import type { BlockStore } from './block-store.ts'

/** What whoever runs the server may do to somebody's card, by their number or by our id of them. */
export interface BlockCommand {
  readonly whose: { readonly nir: string } | { readonly personId: string }
  readonly act: 'suspend' | 'final' | 'lift'
  readonly reason: BlockReason
}

export interface BlockCommandNeeds extends TellNeeds {
  readonly database: Pick<Database, 'unit'>
  /** The registry's address of a person; it may reject, which keeps no card from being blocked. */
  readonly addressOf: (registryId: string) => Promise<string | undefined>
  readonly blocks: BlockStore
  readonly keys: Pick<Keys, 'lookupHash'>
  readonly isDemo: boolean
}

/** Why nothing was done, in a sentence for whoever typed the command. */
export class NothingBlocked extends Error {
  override readonly name = 'NothingBlocked'
}

/**
 * Blocks or unblocks the card a person holds now, and writes to them when it is blocked; answers what is true after, in
 * sentences with no trait. Throws a Refusal of the number, or NothingBlocked.
 */
export async function blockByCommand(
  { whose, act, reason }: BlockCommand,
  needs: BlockCommandNeeds,
): Promise<string> {
  const { blocks, keys, clock, isDemo, database } = needs
  const personId =
    'personId' in whose
      ? whose.personId
      : await blocks.findPerson(
          keys.lookupHash('nir', parseNir(whose.nir, { allowDemonstration: isDemo })),
        )
  const holder = personId === null ? null : await blocks.findHolder(personId)
  if (personId === null || holder === null) {
    throw new NothingBlocked('Nobody of that number or id holds a card on a phone.')
  }
  const { phoneId, registryId, language } = holder
  const order = { personId, phoneId, reason, at: clock() }
  const email =
    act === 'lift' ? undefined : await needs.addressOf(registryId).catch(() => undefined)
  const told =
    email === undefined ? 'Their address is not known: tell them.' : 'They are written to.'
  const tell = (kind: Extract<Occasion, { reason: BlockReason }>['kind']) =>
    tellHolder(email, { kind, reason }, language, needs)
  switch (act) {
    case 'suspend': {
      const { state, blockedAt } = await database.unit(async () => {
        const block = await blocks.suspend(order)
        // Not of a block that stood before.
        if (block.blockedAt.getTime() === order.at.getTime()) await tell('card-suspended')
        return block
      })
      return `The card is ${state} since ${blockedAt.toISOString()} (person ${personId}). ${told}`
    }
    case 'final':
      await database.unit(async () => {
        await blocks.blockForGood(order)
        await tell('card-blocked')
      })
      return `The card is blocked for good (person ${personId}). ${told}`
    case 'lift': {
      const lifted = await blocks.lift(order)
      if (lifted) return `The card works again (person ${personId}).`
      throw new NothingBlocked('That card is not suspended, or has been for more than a day.')
    }
  }
}
