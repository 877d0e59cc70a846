import type { Chore, ChoreNeeds } from '../chore.ts'
import { purgeAll } from '../db/purge-all.ts'
import { keptSince } from '../phone/history.ts'
import { reportStore } from './report-store.ts'

/** A closed report is forgotten when a reading of that day is: as long as its holder may ask about either. */
export function reportChores({
  settings,
  database,
  clock,
}: Pick<ChoreNeeds, 'settings' | 'database' | 'clock'>): readonly Chore[] {
  const reports = reportStore(database)
  return [
    {
      name: 'forget-reports',
      everyMs: 60 * 60_000,
      run: () =>
        purgeAll((most) => reports.purge(keptSince(settings.historyMonths, clock()), most)),
    },
  ]
}
