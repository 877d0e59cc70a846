import { reportOutcomes } from '@etui/shared/wire/report.ts'
import type { Columns } from '../columns.ts'

/** What holders say was not them. */
export function reportTables(c: Columns) {
  /** class: person. A reading that its holder does not know; each once. */
  const readingReports = c.table(
    'reading_reports',
    {
      personId: c.text().notNull(),
      proofHash: c.bytes().notNull(),
      /** leads to nobody once the row is forgotten */
      reportId: c.text().notNull(),
      phoneId: c.text().notNull(),
      professionalId: c.text().notNull(),
      counterId: c.text().notNull(),
      readAt: c.instant().notNull(),
      reportedAt: c.instant().notNull(),
      /** null while an agent is to look at it */
      closedAt: c.instant(),
      closedBy: c.text(),
      outcome: c.oneOf([...reportOutcomes]),
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.proofHash] }),
      c.index('reading_reports_at').on(t.reportedAt),
      c.index('reading_reports_closed').on(t.closedAt),
      c.uniqueIndex('reading_reports_id').on(t.reportId),
    ],
  )
  return { readingReports }
}
