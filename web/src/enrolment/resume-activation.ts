import type { HolderPhone } from '../phone/holder-phone.ts'
import { refreshPhone } from '../phone/refresh.ts'

/**
 * An activation whose last answer was lost: the server says it is active, and this phone wrote its token and its vault down
 * before it asked. A refresh with that token brings the card. Answers whether the phone now holds one, be it by another tab.
 */
export async function takeUpActive(holder: HolderPhone): Promise<boolean> {
  await holder.read()
  if (holder.phone.value?.standing === 'activating') {
    await refreshPhone(holder.needs)
    await holder.read()
  }
  return isInUse(holder)
}

/** Whether this phone holds a card, or held one that is lost: the card's own page says what can be done about it. */
export function isInUse({ standing }: Pick<HolderPhone, 'standing'>): boolean {
  return ['holding', 'suspended', 'lost'].includes(standing.value)
}
