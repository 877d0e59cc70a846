import type { Columns } from '../columns.ts'

/** The demonstration's stand-in for the insurer's own system. */
export function registryTables(c: Columns) {
  /** class: person (the registry's own key) */
  const registryPeople = c.table(
    'registry_people',
    {
      registryId: c.text().primaryKey(),
      nirHash: c.bytes().notNull(),
      traitsHash: c.bytes().notNull(),
      sealedNir: c.bytes().notNull(),
      sealedTraits: c.bytes().notNull(),
      sealedEmail: c.bytes(),
      department: c.text().notNull(),
      organisation: c.integer().notNull(),
      managementCode: c.integer().notNull(),
      isUnderGuardianship: c.flag().notNull().default(false),
    },
    (t) => [
      c.uniqueIndex('registry_people_nir').on(t.nirHash),
      c.index('registry_people_traits').on(t.traitsHash),
    ],
  )
  /** class: person. Holder and dependants, each with rights of their own; beneficiaryId '0' is the holder. */
  const registryBeneficiaries = c.table(
    'registry_beneficiaries',
    {
      registryId: c.text().notNull(),
      beneficiaryId: c.text().notNull(),
      quality: c.integer().notNull(),
      birthRank: c.integer().notNull(),
      sealedTraits: c.bytes().notNull(),
      sealedNir: c.bytes(),
      rightsFrom: c.instant().notNull(),
      rightsTo: c.instant(),
      coverage: c.integer().notNull(),
      /** health data, as a list with its days; null where there is none */
      sealedExemptions: c.bytes(),
      amcNumber: c.integer(),
      amcTo: c.integer(),
    },
    (t) => [c.primaryKey({ columns: [t.registryId, t.beneficiaryId] })],
  )
  return { registryPeople, registryBeneficiaries }
}
