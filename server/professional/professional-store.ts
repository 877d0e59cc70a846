import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import type { Professional } from './professional.ts'

/** Professionals who signed in once: known by the hash of their national id, their traits encrypted. */
export interface ProfessionalStore {
  /** Keeps what the provider tells today; answers our id of that professional, the same each time. */
  keep(professional: Professional, at: Date): Promise<string>
  openName(sealed: { readonly nationalIdHash: Buffer; readonly sealedName: Buffer }): string
}

export function professionalStore(database: Database, keys: Keys): ProfessionalStore {
  const run = statementsOf(database)(database.db)
  return {
    async keep({ nationalId, name, professionCode, organisation }, at) {
      const nationalIdHash = Buffer.from(keys.lookupHash('national-id', nationalId))
      const rowKey = nationalIdHash.toString('base64url')
      const [row] = await run.keep.execute({
        professionalId: randomBytes(12).toString('base64url'),
        nationalIdHash,
        sealedNationalId: keys.sealColumn('professionals.national_id', rowKey, nationalId),
        sealedName: keys.sealColumn('professionals.name', rowKey, name),
        professionCode,
        organisationName: organisation,
        at,
      })
      if (!row) throw new TypeError('An insert or an update answers its row')
      return row.professionalId
    },
    openName: ({ nationalIdHash, sealedName }) =>
      keys.openColumn('professionals.name', nationalIdHash.toString('base64url'), sealedName),
  }
}

function statementsOf({ tables: { professionals } }: Database) {
  return prepared((db) => ({
    keep: db
      .insert(professionals)
      .values({
        professionalId: sql.placeholder('professionalId'),
        nationalIdHash: sql.placeholder('nationalIdHash'),
        sealedNationalId: sql.placeholder('sealedNationalId'),
        sealedName: sql.placeholder('sealedName'),
        professionCode: sql.placeholder('professionCode'),
        organisationName: sql.placeholder('organisationName'),
        createdAt: sql.placeholder('at'),
        signedInAt: sql.placeholder('at'),
      })
      .onConflictDoUpdate({
        target: professionals.nationalIdHash,
        set: {
          sealedName: placed(professionals.sealedName, 'sealedName'),
          professionCode: placed(professionals.professionCode, 'professionCode'),
          organisationName: placed(professionals.organisationName, 'organisationName'),
          signedInAt: placed(professionals.signedInAt, 'at'),
        },
      })
      .returning({ professionalId: professionals.professionalId }),
  }))
}
