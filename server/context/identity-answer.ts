import type { CardClass } from '@etui/shared/card/card.ts'
import { makeIns } from '@etui/shared/ins/ins.ts'
import type { Identity } from '@etui/shared/wire/context.ts'
import type { Beneficiary } from '../registry/registry.ts'

/** A dependant's identity goes by their own number alone: the holder's, which bills their care, names the holder. */
export function answerIdentity(one: Beneficiary, cardClass: CardClass): Identity {
  const { beneficiaryId, nir, traits } = one
  const matricule = one.ownNir ?? (beneficiaryId === '0' ? nir : undefined)
  const { birthPlaceCode } = traits
  if (matricule === undefined) return { beneficiaryId, nir, missing: 'matricule' }
  if (birthPlaceCode === undefined) return { beneficiaryId, nir, missing: 'birth-place' }
  return { beneficiaryId, nir, ins: makeIns(matricule, { ...traits, birthPlaceCode }, cardClass) }
}
