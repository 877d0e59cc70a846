import { attemptsMs } from '@etui/shared/enrolment/check.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { purgeAll } from '../db/purge-all.ts'
import type { EnrolmentStore } from '../enrolment/enrolment-store.ts'
import { addressOf, type TellNeeds, tellHolder } from '../enrolment/tell-holder.ts'
import type { Logger } from '../log/log.ts'
import type { Registry } from '../registry/registry.ts'
import type { CheckRow } from './check-row.ts'
import type { DeletionCause, DeletionStore } from './deletion-store.ts'
import { type FilmNeeds, filmsPath } from './film-objects.ts'

export interface DeletionNeeds extends FilmNeeds, TellNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly deletions: DeletionStore
  readonly enrolments: Pick<EnrolmentStore, 'byId'>
  readonly registry: Pick<Registry, 'person'>
  readonly clock: Clock
  readonly log: Pick<Logger, 'error'>
}

const atOnce = 100

/**
 * Deletes what is due: films with their key and everything biometric, then other evidence, then the rows themselves, so
 * that the record of a deletion is all there is of a check. The key goes first: from then on no copy of the films opens,
 * whatever happens next. Any process may do it, and do it again.
 */
export async function deleteDueChecks(needs: DeletionNeeds): Promise<void> {
  await purgeAll((most) => deleteFilms(most, needs), atOnce)
  await purgeAll((most) => deleteEvidence(most, needs), atOnce)
  await purgeAll((most) => forgetChecks(most, needs), atOnce)
  await deleteStrayKeys(needs)
}

/**
 * The same to the very end, and films that no check knows besides: what a start does before anything is served, because
 * a backup that was put back holds what was deleted since.
 */
export async function deleteBeforeServing(needs: DeletionNeeds): Promise<void> {
  while ((await deleteFilms(atOnce, needs)) > 0);
  while ((await deleteEvidence(atOnce, needs)) > 0);
  while ((await forgetChecks(atOnce, needs)) > 0);
  await deleteStrayKeys(needs)
  for (const checkId of await strayFilms(needs)) await needs.blobs.remove(filmsPath(checkId))
}

/** Checks that have bytes but no row that allows it. */
export async function strayFilms({
  blobs,
  deletions,
}: Pick<DeletionNeeds, 'blobs' | 'deletions'>): Promise<readonly string[]> {
  const names = await blobs.list('checks')
  const ids = [...new Set(names.map((name) => name.split('/')[1] ?? ''))]
  const living = await deletions.living(ids)
  return ids.filter((checkId) => !living.has(checkId))
}

/** Checks that have a key but no row that allows it. */
export async function strayKeys({
  checkKeys,
  deletions,
}: Pick<DeletionNeeds, 'checkKeys' | 'deletions'>): Promise<readonly string[]> {
  const ids = await checkKeys.list()
  const living = await deletions.living(ids)
  return ids.filter((checkId) => !living.has(checkId))
}

/** A request under way while its check was deleted may have drawn a key anew. */
async function deleteStrayKeys(needs: DeletionNeeds): Promise<void> {
  for (const checkId of await strayKeys(needs)) {
    await needs.checkKeys.destroy(checkId)
    await needs.blobs.remove(filmsPath(checkId))
  }
}

async function deleteFilms(most: number, needs: DeletionNeeds): Promise<number> {
  const { deletions, checkKeys, blobs, clock } = needs
  const due = await deletions.due('recordings', clock(), most)
  for (const check of due) {
    const { checkId, recordingsDueAt } = check
    await deletions.begin({
      checkId,
      what: 'recordings',
      cause: causeOf(check),
      dueAt: recordingsDueAt ?? clock(),
      objects: (await blobs.list(filmsPath(checkId))).length,
      at: clock(),
    })
    await expire(check, needs)
    await checkKeys.destroy(checkId)
    await blobs.remove(filmsPath(checkId))
    await deletions.finish(checkId, 'recordings', clock())
  }
  return due.length
}

/** Nobody decided in time, or it was never sent: it ends, so that nothing is added to it, and who waited is told. */
async function expire(check: CheckRow, needs: DeletionNeeds): Promise<void> {
  const { database, deletions, enrolments, clock } = needs
  if (check.state !== 'recording' && check.state !== 'waiting') return
  const isWaited = check.state === 'waiting'
  const email = isWaited ? await emailOf(check, needs) : undefined
  const enrolment = await enrolments.byId(check.enrolmentId)
  await database.unit(async () => {
    const expired = await deletions.expire(check.checkId, clock())
    if (!expired?.sentAt) return
    await tellHolder(email, { kind: 'check-expired' }, enrolment?.language ?? 'fr', needs)
  })
}

/** A registry that does not answer must not keep films alive. */
function emailOf(check: CheckRow, needs: DeletionNeeds): Promise<string | undefined> {
  return addressOf(check.registryId, needs).catch((err: unknown) => {
    needs.log.error({ err, enrolmentId: check.enrolmentId }, 'a holder could not be told')
    return undefined
  })
}

async function deleteEvidence(most: number, needs: DeletionNeeds): Promise<number> {
  const { deletions, clock } = needs
  const due = await deletions.due('evidence', clock(), most)
  for (const check of due) {
    const { checkId, evidenceDueAt } = check
    const dueAt = evidenceDueAt ?? clock()
    const told = { checkId, what: 'evidence', cause: causeOf(check), dueAt } as const
    await deletions.begin({ ...told, objects: 0, at: clock() })
    await deletions.finish(checkId, 'evidence', clock())
  }
  return due.length
}

/** Who withdrew checks has sent them all the same, within the week that sent checks are counted for. */
function forgetChecks(most: number, { deletions, clock }: DeletionNeeds): Promise<number> {
  return deletions.forget(new Date(clock().getTime() - attemptsMs), most)
}

function causeOf({ state }: CheckRow): DeletionCause {
  if (state === 'withdrawn') return 'withdrawal'
  return state === 'accepted' || state === 'refused' ? 'decision' : 'age'
}
