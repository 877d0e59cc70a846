import { Refusal } from '@etui/shared/refusal.ts'
import { resumeRefresh } from '@etui/shared/wire/phone.ts'
import type { BodyOf } from '@etui/shared/wire/endpoint.ts'
import type { PhoneState } from './phone-state.ts'
import { rotate, type RefreshNeeds } from './refresh.ts'

/** How the holder proves that this phone is theirs: an assertion over a fresh challenge, or the code's proof. */
export type ResumeBy = BodyOf<typeof resumeRefresh>['by']

/**
 * Takes up refreshing after a stale token (DESIGN.md 6), by the same rotation as a refresh. Two branches that both prove
 * themselves are two phones: the answer is then `card-blocked`, and this phone is erased.
 */
export async function resumePhone(needs: RefreshNeeds, by: ResumeBy): Promise<PhoneState> {
  return needs.lock(async () => {
    const phone = await needs.database.get('phone', 'phone')
    if (phone === undefined || phone.standing === 'ended') throw new Refusal('phone-unknown')
    return rotate(needs, phone, (rotation) =>
      needs.call.timed<typeof resumeRefresh>(resumeRefresh, { body: { ...rotation, by } }),
    )
  })
}
