import type { Refreshed } from '@etui/shared/wire/phone.ts'
import { type CardIssuer, IndexTaken, type IssuedCard } from '../cards/card-issuer.ts'
import type { Succession } from '../cards/card-store.ts'
import type { Database } from '../db/database.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { LetterItems } from './letter-items.ts'
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

/**
 * Makes a change to a phone and keeps the cards it is then due, in one unit; then seals them to it. Answers undefined on
 * a conflict: nothing was changed, judge again. Throws when a block came between.
 */
export async function deliver(
  phone: ActivePhone,
  cursor: string,
  change: Change,
  needs: DeliveryNeeds,
): Promise<Refreshed | undefined> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const [issued, news] = await Promise.all([
      needs.cardIssuer.prepare(phone),
      needs.items.since(phone.personId, cursor, needs.clock()),
    ])
    const kept = await keep(issued, change, needs)
    if (kept === 'conflict') return undefined
    if (kept === 'index-taken') continue
    const to = { mailboxKey: phone.mailboxKey, thumbprint: phone.deviceThumbprint }
    return writeLetter(to, issued, news, needs)
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
