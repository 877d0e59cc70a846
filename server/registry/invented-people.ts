import { COVERAGE } from '@etui/shared/card/card.ts'
import { nirKey } from '@etui/shared/nir/nir.ts'
import type { Exemption, Traits } from './registry.ts'

/** A person who does not exist: the impossible month 19 in their number says so everywhere it goes. */
export interface InventedPerson {
  readonly registryId: string
  readonly nir: string
  readonly traits: Traits
  readonly email: string | undefined
  readonly department: string
  readonly organisation: number
  readonly managementCode: number
  readonly isUnderGuardianship: boolean
  /** what this person shows, for whoever tries the demonstration */
  readonly shows: { readonly fr: string; readonly en: string }
  /** traits that the pretend France Identité tells otherwise than the registry */
  readonly identityTells?: Partial<Traits>
  readonly beneficiaries: readonly InventedBeneficiary[]
}

export interface InventedBeneficiary {
  readonly traits: Traits
  readonly quality: number
  readonly birthRank: number
  readonly ownNir: string | undefined
  /** days in France, YYYY-MM-DD, both included */
  readonly rightsFrom: string
  readonly rightsTo: string | undefined
  readonly coverage: number
  readonly complementaryNumber: number | undefined
  readonly complementaryTo: number | undefined
  readonly exemptions: readonly Exemption[]
}

const { obligatoryOpen, solidarity, complementary, workAccident, thirdPartyPayment } = COVERAGE
const plain = obligatoryOpen | workAccident
const mutual = plain | complementary | thirdPartyPayment
const c2s = plain | solidarity | thirdPartyPayment

const general = { organisation: 15_710_001, managementCode: 10 }
const agricultural = { organisation: 25_700_012, managementCode: 20 }

/** Everybody the demonstration knows, of every kind (DESIGN.md 12). `today` gives the minor their age. */
export function inventedPeople(today: Date): readonly InventedPerson[] {
  const minor = yearsBefore(today, 17)
  const baby = yearsBefore(today, 0)
  return [
    invent('claire', '284', '57511', '500', {
      traits: woman('AUBERTIN', 'CLAIRE', '1984-03-12', 'METZ'),
      ...general,
      shows: { fr: 'deux enfants, complémentaire', en: 'two children, complementary cover' },
      rights: { coverage: mutual, complementaryNumber: 775_671_894, complementaryTo: 20271231 },
      dependants: [
        child(man('AUBERTIN', 'JULES', '2015-05-23', 'METZ'), '115', '57511', '501'),
        child(woman('AUBERTIN', 'NOUR', '2018-09-07', 'METZ'), '218', '57511', '502'),
      ],
    }),
    invent('ange', '176', '2A041', '077', {
      traits: man('SANTONI-LECA', 'ANGE-TOUSSAINT, DUMÈ', '1976-07-02', 'AJACCIO'),
      ...general,
      shows: { fr: 'né en Corse-du-Sud', en: 'born in Southern Corsica' },
      rights: { coverage: mutual, complementaryNumber: 784_647_349, complementaryTo: 20270630 },
    }),
    invent('lisandra', '291', '2B033', '204', {
      traits: woman('PIETRANERA', 'LISANDRA', '1991-11-30', 'BASTIA'),
      ...general,
      shows: {
        fr: 'née en Haute-Corse, sans complémentaire',
        en: 'born in Upper Corsica, no complementary cover',
      },
      rights: { coverage: plain },
    }),
    invent('mael', '188', '97411', '318', {
      traits: man('HOARAU-BÈGUE', 'MAËL', '1988-01-19', 'SAINT-DENIS'),
      ...general,
      shows: {
        fr: 'né à La Réunion, C2S, un nourrisson encore sans numéro',
        en: 'born in La Réunion, solidarity cover (C2S), a baby without a number yet',
      },
      rights: { coverage: c2s },
      dependants: [
        { traits: woman('HOARAU-BÈGUE', 'ÉLISE', baby, 'SAINT-DENIS'), quality: 6, birthRank: 1 },
      ],
    }),
    invent('bernadette', '265', '70550', '041', {
      traits: woman('CÔTEBLANCHE', 'BERNADETTE, ŒDÈLE', '1965-06-14', 'VESOUL'),
      ...agricultural,
      shows: {
        fr: 'régime agricole, affection de longue durée',
        en: 'agricultural regime, long-lasting illness',
      },
      rights: {
        coverage: mutual,
        complementaryNumber: 779_838_366,
        complementaryTo: 20261231,
        exemptions: [
          { code: '4', from: '2023-02-01', to: '2028-01-31' },
          { code: '3', from: '2021-03-01', to: '2021-09-30' },
        ],
      },
    }),
    invent('yanis', '199', '93066', '127', {
      traits: man('MERABTI', 'YANIS', '1999-10-05', 'SAINT-DENIS'),
      ...general,
      shows: { fr: 'droits fermés', en: 'rights closed' },
      rights: { coverage: plain, rightsTo: '2025-08-31' },
    }),
    invent('eliott', `1${minor.slice(2, 4)}`, '69383', '256', {
      traits: man('VASSEUR-KLEIN', 'ELIOTT', minor, 'LYON'),
      ...general,
      shows: { fr: '17 ans', en: '17 years old' },
      rights: { coverage: plain },
    }),
    invent('simone', '238', '44109', '090', {
      traits: woman('KERDRAON', 'SIMONE', '1938-04-27', 'NANTES'),
      ...general,
      isUnderGuardianship: true,
      shows: { fr: 'sous tutelle', en: 'under guardianship' },
      rights: { coverage: mutual, complementaryNumber: 302_976_592, complementaryTo: 20270331 },
    }),
    invent('theo', '193', '31555', '411', {
      traits: man('LAFITTE', 'THÉO', '1993-02-08', 'TOULOUSE'),
      ...general,
      shows: {
        fr: 'France Identité donne une autre date de naissance et un autre prénom',
        en: 'France Identité tells another birth date and given name',
      },
      identityTells: { birthDate: '1993-02-18', givenNames: 'MATHÉO' },
      rights: { coverage: plain },
    }),
    invent('odile', '252', '59350', '163', {
      traits: woman('VANDEWALLE', 'ODILE', '1952-12-01', 'LILLE'),
      ...general,
      email: null,
      shows: { fr: 'aucune adresse connue', en: 'no e-mail known' },
      rights: { coverage: mutual, complementaryNumber: 775_671_894, complementaryTo: 20261231 },
    }),
    invent('samir', '182', '99352', '038', {
      traits: man('BELKACEMI', 'SAMIR', '1982-09-21', 'ORAN'),
      ...general,
      shows: { fr: 'né à l’étranger, conjointe', en: 'born abroad, with his wife' },
      rights: { coverage: mutual, complementaryNumber: 784_647_349, complementaryTo: 20280131 },
      dependants: [
        {
          traits: woman('BELKACEMI', 'INÈS', '1985-03-03', 'RENNES'),
          quality: 2,
          birthRank: 1,
          own: ['285', '35238', '275'],
        },
      ],
    }),
  ]
}

interface Dependant {
  readonly traits: Traits
  readonly quality: number
  readonly birthRank: number
  /** parts of their own number: sex and year, place, order */
  readonly own?: OwnNumber
}

type OwnNumber = readonly [sexAndYear: string, place: string, order: string]

interface Invention {
  readonly traits: Traits
  readonly organisation: number
  readonly managementCode: number
  readonly email?: null
  readonly isUnderGuardianship?: boolean
  readonly shows: { readonly fr: string; readonly en: string }
  readonly identityTells?: Partial<Traits>
  readonly rights: {
    readonly coverage: number
    readonly rightsTo?: string
    readonly complementaryNumber?: number
    readonly complementaryTo?: number
    readonly exemptions?: readonly Exemption[]
  }
  readonly dependants?: readonly Dependant[]
}

function invent(
  registryId: string,
  sexAndYear: string,
  place: string,
  order: string,
  it: Invention,
): InventedPerson {
  const rights = {
    rightsFrom: '2020-01-01',
    rightsTo: it.rights.rightsTo,
    coverage: it.rights.coverage,
    complementaryNumber: it.rights.complementaryNumber,
    complementaryTo: it.rights.complementaryTo,
  }
  const traits = { ...it.traits, birthPlaceCode: place }
  const holder = {
    traits,
    quality: 0,
    birthRank: 1,
    ownNir: undefined,
    exemptions: it.rights.exemptions ?? [],
  }
  return {
    registryId,
    nir: number(sexAndYear, place, order),
    traits,
    email: it.email === null ? undefined : `${registryId}@example.org`,
    department: place.startsWith('97') ? place.slice(0, 3) : place.slice(0, 2),
    organisation: it.organisation,
    managementCode: it.managementCode,
    isUnderGuardianship: it.isUnderGuardianship ?? false,
    shows: it.shows,
    ...(it.identityTells && { identityTells: it.identityTells }),
    beneficiaries: [holder, ...(it.dependants ?? []).map((one) => dependant(one, place))].map(
      (each) => ({ ...each, ...rights }),
    ),
  }
}

/** The number of somebody of month 19, with its key. */
function number(sexAndYear: string, place: string, order: string): string {
  const body = `${sexAndYear}19${place}${order}`
  return body + nirKey(body)
}

function child(traits: Traits, ...own: OwnNumber): Dependant {
  return { traits, quality: 6, birthRank: 1, own }
}

/** Who has no number yet was born where their family is from. */
function dependant({ traits, own, ...rest }: Dependant, familyPlace: string) {
  return {
    ...rest,
    traits: { ...traits, birthPlaceCode: own?.[1] ?? familyPlace },
    ownNir: own && number(...own),
    exemptions: [],
  }
}

function woman(
  familyName: string,
  givenNames: string,
  birthDate: string,
  birthPlace: string,
): Traits {
  return { familyName, givenNames, birthDate, sex: 'female', birthPlace }
}

function man(
  familyName: string,
  givenNames: string,
  birthDate: string,
  birthPlace: string,
): Traits {
  return { familyName, givenNames, birthDate, sex: 'male', birthPlace }
}

/** Somebody who turned `years` half a year ago. */
function yearsBefore(today: Date, years: number): string {
  const birth = new Date(today)
  birth.setUTCFullYear(today.getUTCFullYear() - years, today.getUTCMonth() - 6, 1)
  return birth.toISOString().slice(0, 10)
}
