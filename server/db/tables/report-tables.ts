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
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.proofHash] }),
      c.index('reading_reports_at').on(t.reportedAt),
    ],
  )
  return { readingReports }
}
