/** A professional who does not exist, or somebody who is none (`exercise` undefined). */
export interface InventedProfessional {
  readonly accountId: string
  /** national identifier: RPPS, after its leading 8 */
  readonly nationalId: string
  readonly familyName: string
  readonly givenName: string
  readonly shows: { readonly fr: string; readonly en: string }
  readonly exercise?: {
    readonly profession: string
    readonly skill?: string
    readonly organisation: string
    readonly organisationId: string
    readonly sector: string
    readonly postCode: string
  }
}

export const inventedProfessionals: readonly InventedProfessional[] = [
  {
    accountId: 'dr-morvan',
    nationalId: '899700000011',
    familyName: 'MORVAN-TESSIER',
    givenName: 'Gwenaëlle',
    shows: { fr: 'médecin généraliste', en: 'general practitioner' },
    exercise: {
      profession: '10',
      skill: 'SM54',
      sector: 'SA07',
      postCode: '57000',
      organisation: 'CABINET MORVAN-TESSIER',
      organisationId: '899700000011001',
    },
  },
  {
    accountId: 'pharmacie-du-lavoir',
    nationalId: '899700000029',
    familyName: 'OUEDRAOGO',
    givenName: 'Bastien',
    shows: { fr: 'pharmacien titulaire', en: 'pharmacist' },
    exercise: {
      profession: '21',
      sector: 'SA33',
      postCode: '57050',
      organisation: 'PHARMACIE DU LAVOIR',
      organisationId: '899700000029001',
    },
  },
  {
    accountId: 'infirmiere-salvetat',
    nationalId: '899700000037',
    familyName: 'SALVETAT',
    givenName: 'Maïwenn',
    shows: { fr: 'infirmière libérale', en: 'nurse' },
    exercise: {
      profession: '60',
      sector: 'SA07',
      postCode: '67200',
      organisation: 'CABINET INFIRMIER DES TANNEURS',
      organisationId: '899700000037001',
    },
  },
  {
    accountId: 'dr-azoulay',
    nationalId: '899700000045',
    familyName: 'AZOULAY-PRIGENT',
    givenName: 'Noé',
    shows: { fr: 'chirurgien-dentiste', en: 'dentist' },
    exercise: {
      profession: '40',
      sector: 'SA07',
      postCode: '29200',
      organisation: 'CABINET DENTAIRE DU PORT',
      organisationId: '899700000045001',
    },
  },
  {
    accountId: 'kine-faure',
    nationalId: '899700000052',
    familyName: 'FAURE-LALANDE',
    givenName: 'Iris',
    shows: { fr: 'masseuse-kinésithérapeute', en: 'physiotherapist' },
    exercise: {
      profession: '70',
      sector: 'SA07',
      postCode: '33000',
      organisation: 'CABINET FAURE-LALANDE',
      organisationId: '899700000052001',
    },
  },
  {
    accountId: 'sans-exercice',
    nationalId: '899700000060',
    familyName: 'BRUNEAU',
    givenName: 'Côme',
    shows: { fr: 'n’exerce pas : sera refusé', en: 'does not practise: will be refused' },
  },
]
