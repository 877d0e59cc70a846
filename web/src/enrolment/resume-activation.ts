import type { Enrolment } from '@etui/shared/wire/enrolment.ts'
import type { HolderPhone } from '../phone/holder-phone.ts'
import { refreshPhone } from '../phone/refresh.ts'

/**
 * An activation whose last answer was lost: the server says it is active, and this phone wrote its token and its vault down
 * before it asked. A refresh with that token brings the card. Answers whether the phone now holds one.
 */
export async function takeUpActive(holder: HolderPhone, enrolment: Enrolment): Promise<boolean> {
  const isOwed = enrolment.step === 'active' && holder.phone.value?.standing === 'activating'
  if (!isOwed) return false
  await refreshPhone(holder.needs)
  await holder.read()
  return holder.standing.value === 'holding'
}
