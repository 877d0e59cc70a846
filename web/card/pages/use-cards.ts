import { computed, type ComputedRef } from 'vue'
import { calledName } from '@etui/shared/card/said-name.ts'
import type { LetterBeneficiary } from '@etui/shared/phone/letter.ts'
import type { HolderPhone } from '../../src/phone/holder-phone.ts'
import type { CardView } from '../screens/card-view.ts'

/** The cards of the open case for the screens, the holder's first; null while it is closed or still empty. */
export function useCards(
  holder: HolderPhone,
): ComputedRef<readonly [CardView, ...CardView[]] | null> {
  return computed(() => {
    const views = (holder.open.value?.holdings?.beneficiaries ?? []).map(viewOf)
    const [first, ...others] = views
    return first === undefined ? null : [first, ...others]
  })
}

function viewOf(beneficiary: LetterBeneficiary): CardView {
  const { beneficiaryId, givenNames, familyName, birthDate, nir, rights } = beneficiary
  return {
    id: beneficiaryId,
    givenNames: calledName(givenNames),
    familyName,
    birthDate: Number(birthDate.replaceAll('-', '')),
    nir,
    rights: { isOpen: rights.isOpen, askedAt: new Date(rights.asOf) },
  }
}
