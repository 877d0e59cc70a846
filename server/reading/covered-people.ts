import type { CardBeneficiary, Reading } from '@etui/shared/wire/counter.ts'
import type { Beneficiary } from '../registry/registry.ts'
import { answerRights } from './rights-answer.ts'

/** What the registry adds to a valid reading: the rights of whoever was presented, and everybody the card stands for. */
export type Covered = Pick<Reading, 'rights' | 'beneficiaries'>

export function coveredBy(
  { beneficiaryId }: { readonly beneficiaryId: string },
  family: readonly Beneficiary[],
  professionCode: string | undefined,
): Covered {
  const presented = family.find((each) => each.beneficiaryId === beneficiaryId)
  return {
    ...(presented && { rights: answerRights(presented.rights, professionCode) }),
    beneficiaries: standsFor(beneficiaryId, family).map((one) => ({
      ...answerBeneficiary(one),
      isPresented: one.beneficiaryId === beneficiaryId,
    })),
  }
}

/** A dependant's own card stands for them alone, the holder's for everybody on it. */
export function standsFor(
  presentedId: string,
  family: readonly Beneficiary[],
): readonly Beneficiary[] {
  if (presentedId === '0') return family
  return family.filter(({ beneficiaryId }) => beneficiaryId === presentedId)
}

function answerBeneficiary(one: Beneficiary): Omit<CardBeneficiary, 'isPresented'> {
  const { beneficiaryId, traits, quality, birthRank } = one
  return {
    beneficiaryId,
    familyName: traits.familyName,
    givenNames: traits.givenNames,
    birthDate: Number(traits.birthDate.replaceAll('-', '')),
    birthRank,
    quality,
  }
}
