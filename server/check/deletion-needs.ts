import type { ChoreNeeds } from '../chore.ts'
import { enrolmentStore } from '../enrolment/enrolment-store.ts'
import { mailStore } from '../mail/mail-store.ts'
import { registryOf } from '../registry/registry-of.ts'
import type { DeletionNeeds } from './delete-checks.ts'
import { deletionStore } from './deletion-store.ts'
import { filmsOf } from './films-of.ts'

/** What deleting is done with, of what any chore is given. */
export function deletionNeeds(given: ChoreNeeds): DeletionNeeds {
  const { settings, database, keys, clock, log } = given
  return {
    ...filmsOf(given),
    database,
    clock,
    log,
    deletions: deletionStore(database),
    enrolments: enrolmentStore(database),
    mails: mailStore(database, keys),
    origin: settings.origins.card,
    registry: { person: (registryId) => registryOf(settings, given).person(registryId) },
  }
}
