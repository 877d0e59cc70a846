import { Refusal } from '@etui/shared/refusal.ts'

/** Who Pro Santé Connect vouches for (DOMAIN.md 5.1). `nationalId` is the RPPS or ADELI number. */
export interface Professional {
  readonly nationalId: string
  readonly name: string
  /** 10 doctor, 21 pharmacist, 40 dentist, 50 midwife, 60 nurse, 70 physiotherapist... */
  readonly professionCode: string
  readonly organisation: string
}

/**
 * Reads the claims of a userinfo answer. Throws `not-a-professional` when they name no practice (`SubjectRefPro`), and
 * `sign-in-failed` when they are not what Pro Santé Connect sends. Of several practices, the first is taken.
 */
export function readProfessional(claims: Readonly<Record<string, unknown>>): Professional {
  const { SubjectRefPro: reference, SubjectNameID: nationalId } = claims
  if (reference === undefined || reference === null) throw new Refusal('not-a-professional')
  const [practice] = listOf(recordOf(reference)['exercices']).map(recordOf)
  if (!practice) throw new Refusal('not-a-professional')
  if (!isText(nationalId)) throw new Refusal('sign-in-failed')

  const given = textOf(practice['prenomDexercice']) ?? textOf(claims['given_name'])
  const family = textOf(practice['nomDexercice']) ?? textOf(claims['family_name'])
  const professionCode = textOf(practice['codeProfession'])
  if (!family || !professionCode) throw new Refusal('sign-in-failed')
  const [activity] = listOf(practice['activities'] ?? []).map(recordOf)
  return {
    nationalId,
    name: [given, family].filter(isText).join(' '),
    professionCode,
    organisation:
      textOf(activity?.['raisonSocialeSite']) ?? textOf(claims['SubjectOrganization']) ?? '',
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200
}

function textOf(value: unknown): string | undefined {
  return isText(value) ? value : undefined
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Refusal('sign-in-failed')
  return value
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('sign-in-failed')
  }
  // Any object can be read by name; each value stays unknown.
  return value as Record<string, unknown>
}
