import { attemptsMs } from '@etui/shared/enrolment/check.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import { purgeAll } from '../db/purge-all.ts'
import type { EnrolmentStore } from '../enrolment/enrolment-store.ts'
import { addressOf, type TellNeeds, tellHolder } from '../enrolment/tell-holder.ts'
import type { Logger } from '../log/log.ts'
import type { Registry } from '../registry/registry.ts'
import type { CheckRow } from './check-row.ts'
import type { DeletedPart, DeletionCause, DeletionStore } from './deletion-store.ts'
import { type FilmNeeds, filmsPath } from './film-objects.ts'

export interface DeletionNeeds extends FilmNeeds, TellNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly deletions: DeletionStore
  readonly enrolments: Pick<EnrolmentStore, 'byId'>
  readonly registry: Pick<Registry, 'person'>
  readonly clock: Clock
  readonly log: Pick<Logger, 'error'>
}

/** One run, and what it failed at: by what and check, the error. */
interface DeletionRun extends DeletionNeeds {
  readonly failed: Map<string, unknown>
}

const atOnce = 100

/**
 * Deletes what is due: films with their key and everything biometric, then other evidence, then the rows themselves, so
 * that the record of a deletion is all there is of a check. The key goes first: from then on no copy of the films opens,
 * whatever happens next. Any process may do it, and do it again. One that cannot be deleted keeps none of the others: the
 * first of such errors is thrown when all the rest is done.
 */
export async function deleteDueChecks(needs: DeletionNeeds): Promise<void> {
  const run = { ...needs, failed: new Map<string, unknown>() }
  await purgeAll((most) => deleteFilms(most, run), atOnce)
  await purgeAll((most) => deleteEvidence(most, run), atOnce)
  await purgeAll((most) => forgetChecks(most, needs), atOnce)
  await deleteStrayKeys(run)
  throwFirst(run)
}

/**
 * The same to the very end, and films that no check knows besides: what a start does before anything is served, because
 * a backup that was put back holds what was deleted since.
 */
export async function deleteBeforeServing(needs: DeletionNeeds): Promise<void> {
  const run = { ...needs, failed: new Map<string, unknown>() }
  while ((await deleteFilms(atOnce, run)) > 0);
  while ((await deleteEvidence(atOnce, run)) > 0);
  while ((await forgetChecks(atOnce, needs)) > 0);
  await deleteStrayKeys(run)
  for (const checkId of await strayFilms(needs)) {
    await attempt('films', checkId, run, async () => {
      await needs.blobs.remove(filmsPath(checkId))
    })
  }
  throwFirst(run)
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
async function deleteStrayKeys(run: DeletionRun): Promise<void> {
  for (const checkId of await strayKeys(run)) {
    await attempt('key', checkId, run, async () => {
      await run.checkKeys.destroy(checkId)
      await run.blobs.remove(filmsPath(checkId))
    })
  }
}

/** Answers how many were tried, so that a batch of which all failed is not taken for the last. */
async function deleteFilms(most: number, run: DeletionRun): Promise<number> {
  const due = await untriedOf('recordings', most, run)
  for (const check of due) {
    await attempt('recordings', check.checkId, run, () => deleteFilmsOf(check, run))
  }
  return due.length
}

async function deleteFilmsOf(check: CheckRow, needs: DeletionNeeds): Promise<void> {
  const { deletions, checkKeys, blobs, clock } = needs
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

/** What is due, but for what this run has failed at: that is left for the next one. */
async function untriedOf(
  what: DeletedPart,
  most: number,
  { deletions, clock, failed }: DeletionRun,
): Promise<readonly CheckRow[]> {
  const due = await deletions.due(what, clock(), most + failed.size)
  return due.filter(({ checkId }) => !failed.has(`${what} ${checkId}`)).slice(0, most)
}

async function attempt(
  what: DeletedPart | 'films' | 'key',
  checkId: string,
  { failed, log }: DeletionRun,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (err) {
    failed.set(`${what} ${checkId}`, err)
    log.error({ err, checkId }, 'a check could not be deleted')
  }
}

function throwFirst({ failed }: DeletionRun): void {
  for (const error of failed.values()) throw error
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

async function deleteEvidence(most: number, run: DeletionRun): Promise<number> {
  const { deletions, clock } = run
  const due = await untriedOf('evidence', most, run)
  for (const check of due) {
    const { checkId, evidenceDueAt } = check
    const dueAt = evidenceDueAt ?? clock()
    const told = { checkId, what: 'evidence', cause: causeOf(check), dueAt } as const
    await attempt('evidence', checkId, run, async () => {
      await deletions.begin({ ...told, objects: 0, at: clock() })
      await deletions.finish(checkId, 'evidence', clock())
    })
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
