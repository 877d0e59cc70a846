import { sql } from 'drizzle-orm'
import type { Columns } from '../columns.ts'

/** Those who work under a professional's responsibility. */
export function staffTables(c: Columns) {
  /** class: professional. Named once; who has ended keeps the row, since past readings name them. */
  const staff = c.table(
    'staff',
    {
      professionalId: c.text().notNull(),
      staffId: c.text().notNull(),
      sealedName: c.bytes().notNull(),
      role: c.oneOf(['preparateur', 'secretaire', 'autre']).notNull(),
      /** of the few that a professional has at once: two who work never share one */
      place: c.integer().notNull(),
      createdAt: c.instant().notNull(),
      endedAt: c.instant(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.staffId] }),
      c
        .uniqueIndex('staff_place')
        .on(t.professionalId, t.place)
        .where(sql`${t.endedAt} is null`),
    ],
  )
  return { staff }
}
