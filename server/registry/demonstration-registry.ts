import { asc, eq, sql } from 'drizzle-orm'
import { COVERAGE } from '@etui/shared/card/card.ts'
import type { Nir } from '@etui/shared/nir/nir.ts'
import type { Clock } from '../clock.ts'
import { askedTogether } from '../db/asked-together.ts'
import { dayInFrance } from '@etui/shared/day/day-in-france.ts'
import type { Database } from '../db/database.ts'
import { isGiven, writeList } from '../db/given-rows.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import type {
  Beneficiary,
  Exemption,
  Registry,
  RegistryPerson,
  Rights,
  Traits,
} from './registry.ts'
import { rightsDays } from './rights-days.ts'

export interface RegistryNeeds {
  readonly database: Database
  readonly keys: Pick<Keys, 'openColumn' | 'sealColumn' | 'lookupHash'>
  readonly clock: Clock
}

/** The demonstration's registry, in the same database as everything else: its columns encrypted, its numbers hashed. */
export function demonstrationRegistry({ database, keys, clock }: RegistryNeeds): Registry {
  const run = statementsOf(database)(database.db)
  const nobody = sealedNobody(keys)
  const beneficiariesOf = askedTogether(database, async (ids: readonly string[]) => {
    const rows = await run.beneficiaries.execute({ list: writeList(database, ids) })
    const byId = Map.groupBy(rows, ({ beneficiary }) => beneficiary.registryId)
    return ids.map((registryId) => byId.get(registryId) ?? [])
  })

  function open(row: PersonRow): RegistryPerson {
    const { registryId } = row
    return {
      registryId,
      nir: openNir(keys, 'registry_people.sealed_nir', registryId, row.sealedNir),
      traits: openTraits(keys, 'registry_people.sealed_traits', registryId, row.sealedTraits),
      email: row.sealedEmail
        ? keys.openColumn('registry_people.sealed_email', registryId, row.sealedEmail)
        : undefined,
      department: row.department,
      isUnderGuardianship: row.isUnderGuardianship,
    }
  }

  return {
    async personByNir(nir) {
      const [row] = await run.byNir.execute({ nirHash: keys.lookupHash('nir', nir) })
      const person = open(row ?? nobody)
      return row && person
    },

    async person(registryId) {
      const [row] = await run.byId.execute({ registryId })
      const person = open(row ?? nobody)
      return row && person
    },

    async beneficiaries(registryId, careDay) {
      const rows = await beneficiariesOf(registryId)
      const [first] = rows
      if (!first) return []
      const asOf = clock()
      const nir = openNir(keys, 'registry_people.sealed_nir', registryId, first.insured.sealedNir)
      return rows.map(({ insured, beneficiary }) =>
        openBeneficiary(keys, insured, nir, beneficiary, { asOf, careDay }),
      )
    },
  }
}

type PersonRow = Database['tables']['registryPeople']['$inferSelect']
type InsuredRow = Pick<PersonRow, 'sealedNir' | 'organisation' | 'managementCode'>
type BeneficiaryRow = Database['tables']['registryBeneficiaries']['$inferSelect']

function openBeneficiary(
  keys: RegistryNeeds['keys'],
  insured: InsuredRow,
  nir: Nir,
  row: BeneficiaryRow,
  when: RightsTime,
): Beneficiary {
  const rowKey = beneficiaryKey(row)
  return {
    beneficiaryId: row.beneficiaryId,
    traits: openTraits(keys, 'registry_beneficiaries.sealed_traits', rowKey, row.sealedTraits),
    quality: row.quality,
    birthRank: row.birthRank,
    nir,
    ownNir: row.sealedNir
      ? openNir(keys, 'registry_beneficiaries.sealed_nir', rowKey, row.sealedNir)
      : undefined,
    rights: rightsOf(insured, row, openExemptions(keys, rowKey, row.sealedExemptions), when),
  }
}

interface RightsTime {
  readonly asOf: Date
  /** YYYY-MM-DD; as of `asOf` without one */
  readonly careDay: string | undefined
}

/** What is closed gives no bit of cover. */
function rightsOf(
  insured: InsuredRow,
  row: BeneficiaryRow,
  exemptions: readonly Exemption[],
  { asOf, careDay }: RightsTime,
): Rights {
  const span = { from: row.rightsFrom, to: row.rightsTo ?? undefined }
  const isOpen =
    (row.coverage & COVERAGE.obligatoryOpen) !== 0 &&
    (careDay === undefined
      ? row.rightsFrom <= asOf && (row.rightsTo === null || asOf < row.rightsTo)
      : holds(rightsDays(span), careDay))
  const day = careDay ?? dayInFrance(asOf)
  return {
    asOf,
    isOpen,
    ...span,
    organisation: insured.organisation,
    managementCode: insured.managementCode,
    coverage: isOpen ? row.coverage : 0,
    complementaryNumber: isOpen ? (row.amcNumber ?? undefined) : undefined,
    complementaryTo: isOpen ? (row.amcTo ?? undefined) : undefined,
    exemptions: isOpen ? exemptions.filter((each) => holds(each, day)) : [],
  }
}

/** Days are those of the insurer's calendar, in France. */
function holds({ from, to }: Pick<Exemption, 'from' | 'to'>, day: string): boolean {
  return from <= day && (to === undefined || day <= to)
}

export function beneficiaryKey(row: { registryId: string; beneficiaryId: string }): string {
  return `${row.registryId}/${row.beneficiaryId}`
}

export const exemptionsPlace = 'registry_beneficiaries.sealed_exemptions'
type NirPlace = 'registry_people.sealed_nir' | 'registry_beneficiaries.sealed_nir'
type TraitsPlace = 'registry_people.sealed_traits' | 'registry_beneficiaries.sealed_traits'

function openNir(keys: RegistryNeeds['keys'], place: NirPlace, row: string, sealed: Buffer): Nir {
  // Only numbers that were parsed are sealed here, and the seal holds them.
  return keys.openColumn(place, row, sealed) as Nir
}

function openTraits(
  keys: RegistryNeeds['keys'],
  place: TraitsPlace,
  row: string,
  sealed: Buffer,
): Traits {
  // As above: what the seal holds was written from this very type.
  return JSON.parse(keys.openColumn(place, row, sealed)) as Traits
}

function openExemptions(
  keys: RegistryNeeds['keys'],
  row: string,
  sealed: Buffer | null,
): readonly Exemption[] {
  if (!sealed) return []
  // As above: what the seal holds was written from this very type.
  return JSON.parse(keys.openColumn(exemptionsPlace, row, sealed)) as Exemption[]
}

/** A row nobody has, opened where a number is not found: the same work as for somebody. */
function sealedNobody(keys: RegistryNeeds['keys']): PersonRow {
  const registryId = 'nobody'
  const traits: Traits = {
    familyName: 'NOBODY-AT-ALL',
    givenNames: 'NOBODY',
    birthDate: '0000-00-00',
    sex: 'female',
    birthPlace: 'NOWHERE',
  }
  return {
    registryId,
    nirHash: Buffer.alloc(32),
    traitsHash: Buffer.alloc(32),
    sealedNir: keys.sealColumn('registry_people.sealed_nir', registryId, '0'.repeat(15)),
    sealedTraits: keys.sealColumn(
      'registry_people.sealed_traits',
      registryId,
      JSON.stringify(traits),
    ),
    sealedEmail: keys.sealColumn('registry_people.sealed_email', registryId, 'nobody@example.org'),
    department: '',
    organisation: 0,
    managementCode: 0,
    isUnderGuardianship: false,
  }
}

function statementsOf(database: Database) {
  const { registryPeople, registryBeneficiaries } = database.tables
  return prepared((db) => ({
    byNir: db
      .select()
      .from(registryPeople)
      .where(eq(registryPeople.nirHash, sql.placeholder('nirHash'))),
    byId: db
      .select()
      .from(registryPeople)
      .where(eq(registryPeople.registryId, sql.placeholder('registryId'))),
    beneficiaries: db
      .select({
        insured: {
          sealedNir: registryPeople.sealedNir,
          organisation: registryPeople.organisation,
          managementCode: registryPeople.managementCode,
        },
        beneficiary: registryBeneficiaries,
      })
      .from(registryBeneficiaries)
      .innerJoin(registryPeople, eq(registryPeople.registryId, registryBeneficiaries.registryId))
      .where(isGiven(database, registryBeneficiaries.registryId))
      .orderBy(asc(registryBeneficiaries.registryId), asc(registryBeneficiaries.beneficiaryId)),
  }))
}
