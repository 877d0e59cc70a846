import type { IdentityTrait } from '@etui/shared/enrolment/enrolment.ts'

/** What the screens call a trait, by the keys of the texts. */
export const traitWords = {
  familyName: 'identity.traits.familyName',
  givenNames: 'identity.traits.givenNames',
  birthDate: 'identity.traits.birthDate',
  sex: 'identity.traits.sex',
} as const satisfies Record<IdentityTrait, string>
