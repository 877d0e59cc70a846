import { and, eq, isNotNull, sql } from 'drizzle-orm'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Registry } from '../registry/registry.ts'
import type { Insurer } from './insurer.ts'

/** From the intake of an invoice to its payment. */
const paidAfterMs = 60_000

export interface DemonstrationInsurerNeeds {
  readonly database: Database
  readonly registry: Pick<Registry, 'beneficiaries'>
  readonly clock: Clock
}

/**
 * The demonstration's insurer, in the same database as everything else: it notes each invoice once, rejects one whose
 * person's rights were closed on the day of care, and pays the others after a minute. No money moves.
 */
export function demonstrationInsurer(needs: DemonstrationInsurerNeeds): Insurer {
  const { database, registry, clock } = needs
  const run = statementsOf(database)(database.db)
  return {
    async submit({ professionalId, invoiceId, sentAt, corrects, ...care }) {
      const family = await registry.beneficiaries(care.registryId, care.careDay)
      const isOpen = family.find((one) => one.beneficiaryId === care.beneficiaryId)?.rights.isOpen
      // Whoever takes an invoice back is heard whatever became of the rights.
      const rejection = isOpen || corrects !== undefined ? null : 'rights-closed'
      const name = { professionalId, invoiceId }
      await run.note.execute({ ...name, rejection, receivedAt: clock(), sentAt })
      const [noted] = await run.find.execute(name)
      return noted?.rejection
        ? { answer: 'rejected', reason: 'rights-closed' }
        : { answer: 'accepted' }
    },
    async payment(name) {
      const [noted] = await run.find.execute({ ...name })
      const isDue = noted && clock().getTime() - noted.receivedAt.getTime() >= paidAfterMs
      return isDue ? 'paid' : 'awaited'
    },
  }
}

/** The value that would have been inserted, by its column's name. */
const again = (column: string) => sql`excluded.${sql.identifier(column)}`

function statementsOf({ tables: { demonstrationIntakes: intakes } }: Database) {
  return prepared((db) => ({
    note: db
      .insert(intakes)
      .values({
        professionalId: sql.placeholder('professionalId'),
        invoiceId: sql.placeholder('invoiceId'),
        receivedAt: sql.placeholder('receivedAt'),
        rejection: sql.placeholder('rejection'),
      })
      .onConflictDoUpdate({
        target: [intakes.professionalId, intakes.invoiceId],
        set: { rejection: again('rejection'), receivedAt: again('received_at') },
        // Sent again since it was rejected.
        setWhere: sql`${isNotNull(intakes.rejection)} and ${intakes.receivedAt} < ${placed(intakes.receivedAt, 'sentAt')}`,
      }),
    find: db
      .select({ receivedAt: intakes.receivedAt, rejection: intakes.rejection })
      .from(intakes)
      .where(
        and(
          eq(intakes.professionalId, sql.placeholder('professionalId')),
          eq(intakes.invoiceId, sql.placeholder('invoiceId')),
        ),
      ),
  }))
}
