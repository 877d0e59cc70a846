import { parseNir } from '@etui/shared/nir/nir.ts'
import { beginningOfDay, endOfDay } from '@etui/shared/day/day-in-france.ts'
import { beneficiaryKey, exemptionsPlace, type RegistryNeeds } from './demonstration-registry.ts'
import { type InventedPerson, inventedPeople } from './invented-people.ts'
import { plainName } from './name.ts'
import type { Traits } from './registry.ts'

/**
 * Fills the demonstration's registry with invented people, once: whoever is there already stays as they are. Answers
 * them all.
 */
export async function seedRegistry(needs: RegistryNeeds): Promise<readonly InventedPerson[]> {
  const people = inventedPeople(needs.clock())
  await needs.database.unit(async () => {
    for (const person of people) await addPerson(needs, person)
  })
  return people
}

/** Adds one invented person with their beneficiaries, unless they are there. Call it inside a unit. */
export async function addPerson(
  { database, keys }: RegistryNeeds,
  person: InventedPerson,
): Promise<void> {
  const { registryPeople, registryBeneficiaries } = database.tables
  const { registryId, email, traits } = person
  const nir = parseNir(person.nir, { allowDemonstration: true })
  const [added] = await database.db
    .insert(registryPeople)
    .values({
      registryId,
      nirHash: keys.lookupHash('nir', nir),
      traitsHash: keys.lookupHash('traits', traitsKey(traits)),
      sealedNir: keys.sealColumn('registry_people.sealed_nir', registryId, nir),
      sealedTraits: keys.sealColumn(
        'registry_people.sealed_traits',
        registryId,
        JSON.stringify(traits),
      ),
      sealedEmail:
        email === undefined
          ? null
          : keys.sealColumn('registry_people.sealed_email', registryId, email),
      department: person.department,
      organisation: person.organisation,
      managementCode: person.managementCode,
      isUnderGuardianship: person.isUnderGuardianship,
    })
    .onConflictDoNothing()
    .returning({ registryId: registryPeople.registryId })
  if (!added) return

  for (const [index, beneficiary] of person.beneficiaries.entries()) {
    const beneficiaryId = String(index)
    const rowKey = beneficiaryKey({ registryId, beneficiaryId })
    await database.db.insert(registryBeneficiaries).values({
      registryId,
      beneficiaryId,
      quality: beneficiary.quality,
      birthRank: beneficiary.birthRank,
      sealedTraits: keys.sealColumn(
        'registry_beneficiaries.sealed_traits',
        rowKey,
        JSON.stringify(beneficiary.traits),
      ),
      sealedNir:
        beneficiary.ownNir === undefined
          ? null
          : keys.sealColumn('registry_beneficiaries.sealed_nir', rowKey, beneficiary.ownNir),
      rightsFrom: beginningOfDay(beneficiary.rightsFrom),
      rightsTo: beneficiary.rightsTo === undefined ? null : endOfDay(beneficiary.rightsTo),
      coverage: beneficiary.coverage,
      amcNumber: beneficiary.complementaryNumber ?? null,
      amcTo: beneficiary.complementaryTo ?? null,
      sealedExemptions:
        beneficiary.exemptions.length === 0
          ? null
          : keys.sealColumn(exemptionsPlace, rowKey, JSON.stringify(beneficiary.exemptions)),
    })
  }
}

/** What a person is looked up by without their number: normalised birth name and birth date. */
function traitsKey({ familyName, birthDate }: Traits): string {
  return `${plainName(familyName)}|${birthDate}`
}
