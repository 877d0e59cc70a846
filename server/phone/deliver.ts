import type { Refreshed } from '@etui/shared/wire/phone.ts'
import { type CardIssuer, IndexTaken, type IssuedCard } from '../cards/card-issuer.ts'
import type { Succession } from '../cards/card-store.ts'
import type { Database } from '../db/database.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { FoundPhone, PhoneStore } from './phone-store.ts'
import { type ActivePhone, activePhone } from './phone-state.ts'
import { type LetterNeeds, writeLetter } from './write-letter.ts'

export interface DeliveryNeeds extends LetterNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly phones: PhoneStore
  readonly cardIssuer: CardIssuer
}

/** What became of a change: a step forward, the last one made again, or nothing since another was faster. */
export type Change = () => Promise<Succession | 'conflict'>

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
    const issued = await needs.cardIssuer.prepare(phone)
    const kept = await keep(phone, issued, change, needs)
    if (kept === 'conflict') return undefined
    if (kept === 'index-taken') continue
    const to = { ...phone, thumbprint: phone.deviceThumbprint, cursor }
    return writeLetter(to, issued, needs)
  }
  throw new Refusal('database-busy')
}

async function keep(
  phone: FoundPhone,
  issued: readonly IssuedCard[],
  change: Change,
  { database, phones, cardIssuer }: DeliveryNeeds,
): Promise<'kept' | 'conflict' | 'index-taken'> {
  try {
    return await database.unit(async () => {
      const succession = await change()
      if (succession === 'conflict') return 'conflict'
      // The phone's row is held now: a block made before is seen here, one made after stops these cards' indices too.
      activePhone(await phones.find(phone.deviceThumbprint))
      await cardIssuer.keep(issued, succession)
      return 'kept'
    })
  } catch (error) {
    if (error instanceof IndexTaken) return 'index-taken'
    throw error
  }
}
