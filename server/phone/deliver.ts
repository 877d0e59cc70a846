import type { Refreshed } from '@etui/shared/wire/phone.ts'
import { type CardIssuer, IndexTaken, type IssuedCard } from '../cards/card-issuer.ts'
import type { Succession } from '../cards/card-store.ts'
import type { Database } from '../db/database.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { ItemsSince, LetterItems } from './letter-items.ts'
import type { FoundPhone, PhoneStore } from './phone-store.ts'
import { type ActivePhone, activePhone } from './phone-state.ts'
import { type LetterNeeds, writeLetter } from './write-letter.ts'

export interface DeliveryNeeds extends LetterNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly items: LetterItems
  readonly phones: PhoneStore
  readonly cardIssuer: CardIssuer
}

/**
 * What became of a change: a step forward or the last one made again, with the phone as it stood once its row was held;
 * or nothing, since another was faster.
 */
export type Change = () => Promise<
  { readonly succession: Succession; readonly phone: FoundPhone | undefined } | 'conflict'
>

/** More misses than a shard that is nearly full gives. */
const mostAttempts = 12

/** What a letter will say: cards due, some perhaps signed anew and not kept yet, and what happened since the cursor. */
export interface Draft {
  readonly issued: readonly IssuedCard[]
  readonly news: ItemsSince
}

/** Does what needs no unit: asking the registry, signing, reading. */
export async function draftLetter(
  phone: ActivePhone,
  cursor: string,
  { cardIssuer, items, clock }: DeliveryNeeds,
): Promise<Draft> {
  const [issued, news] = await Promise.all([
    cardIssuer.prepare(phone),
    items.since(phone.personId, cursor, clock()),
  ])
  return { issued, news }
}

/** Seals what was kept to its phone. */
export function sendLetter(
  { mailboxKey, deviceThumbprint }: ActivePhone,
  { issued, news }: Draft,
  needs: LetterNeeds,
): Promise<Refreshed> {
  return writeLetter({ mailboxKey, thumbprint: deviceThumbprint }, issued, news, needs)
}

/**
 * Makes a change to a phone and keeps the cards it is then due, in one unit; then seals them to it. Answers undefined on
 * a conflict: nothing was changed, judge again. Throws when a block came between. Begins with `first`, when it is given.
 */
export async function deliver(
  phone: ActivePhone,
  cursor: string,
  change: Change,
  needs: DeliveryNeeds,
  first?: Draft,
): Promise<Refreshed | undefined> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const draft =
      attempt === 0 && first !== undefined ? first : await draftLetter(phone, cursor, needs)
    const kept = await keep(draft.issued, change, needs)
    if (kept === 'conflict') return undefined
    if (kept === 'kept') return sendLetter(phone, draft, needs)
  }
  throw new Refusal('database-busy')
}

async function keep(
  issued: readonly IssuedCard[],
  change: Change,
  { database, cardIssuer }: DeliveryNeeds,
): Promise<'kept' | 'conflict' | 'index-taken'> {
  try {
    return await database.unit(async () => {
      const changed = await change()
      if (changed === 'conflict') return 'conflict'
      // The phone's row is held now: a block made before is seen here, one made after stops these cards' indices too.
      activePhone(changed.phone)
      await cardIssuer.keep(issued, changed.succession)
      return 'kept'
    })
  } catch (error) {
    if (error instanceof IndexTaken) return 'index-taken'
    throw error
  }
}
