import type { InventedPerson } from '../registry/invented-people.ts'
import type { InventedAgent } from './invented-agents.ts'
import type { InventedProfessional } from './invented-professionals.ts'

/** Somebody the pretend provider can vouch for. */
export interface DemonstrationAccount {
  readonly accountId: string
  readonly name: string
  readonly shows: { readonly fr: string; readonly en: string }
  readonly claims: Readonly<Record<string, unknown>>
}

/** The claims of France Identité: FranceConnect's pivot identity, given names by blanks, birth places by code. */
export function franceIdentiteAccount(person: InventedPerson): DemonstrationAccount {
  const told = { ...person.traits, ...person.identityTells }
  const place = person.nir.slice(5, 10)
  return {
    accountId: person.registryId,
    name: `${told.givenNames.split(',')[0] ?? ''} ${told.familyName}`,
    shows: person.shows,
    claims: {
      given_name: told.givenNames.replaceAll(',', ''),
      family_name: told.familyName,
      birthdate: told.birthDate,
      gender: told.sex,
      birthplace: place.startsWith('99') ? '' : place,
      birthcountry: place.startsWith('99') ? place : '99100',
    },
  }
}

/** The claims of Pro Santé Connect's userinfo; without an exercise there is no `SubjectRefPro`. */
export function proSanteConnectAccount(professional: InventedProfessional): DemonstrationAccount {
  const { nationalId, familyName, givenName, exercise } = professional
  return {
    accountId: professional.accountId,
    name: `${givenName} ${familyName}`,
    shows: professional.shows,
    claims: {
      SubjectNameID: nationalId,
      preferred_username: nationalId,
      given_name: givenName,
      family_name: familyName,
      Palier_Authentification: 'APPPRIP3^1.2.250.1.213.1.5.1.1.1',
      PSI_Locale: '1.2.250.1.213.1.3.1.1',
      UITVersion: '1.0',
      Mode_Acces_Raison: '',
      otherIds: [{ identifiant: nationalId, origine: 'RPPS', qualite: 1 }],
      ...(exercise && exerciseClaims(professional, exercise)),
    },
  }
}

/** The claims of an insurer's own provider: a name, and the role it gives at the console if any. */
export function agentAccount({
  accountId,
  name,
  role,
  shows,
}: InventedAgent): DemonstrationAccount {
  return { accountId, name, shows, claims: { name, ...(role && { etui_role: role }) } }
}

function exerciseClaims(
  { nationalId, familyName, givenName }: InventedProfessional,
  exercise: NonNullable<InventedProfessional['exercise']>,
) {
  return {
    SubjectRole: [`${exercise.profession}^1.2.250.1.213.1.1.5.5`],
    SubjectOrganization: exercise.organisation,
    SubjectOrganizationID: exercise.organisationId,
    Secteur_Activite: `${exercise.sector}^1.2.250.1.71.4.2.4`,
    SubjectRefPro: {
      codeCivilite: 'M',
      exercices: [
        {
          codeProfession: exercise.profession,
          codeCategorieProfessionnelle: 'C',
          nomDexercice: familyName,
          prenomDexercice: givenName,
          codeTypeSavoirFaire: exercise.skill ? 'S' : '',
          codeSavoirFaire: exercise.skill ?? '',
          activities: [
            {
              codeModeExercice: 'L',
              codeSecteurDactivite: exercise.sector,
              raisonSocialeSite: exercise.organisation,
              identifiantTechniqueDeLaStructure: exercise.organisationId,
              numeroFinessSite: '',
              codePostal: exercise.postCode,
              ancienIdentifiantDeLaStructure: `1${nationalId}`,
            },
          ],
        },
      ],
    },
  }
}
