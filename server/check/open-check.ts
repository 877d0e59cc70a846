import { randomInt } from 'node:crypto'
import {
  type CheckChallenge,
  type CheckDocument,
  mostAttempts,
  movements,
  unsentMs,
} from '@etui/shared/enrolment/check.ts'
import type { RecordingKind } from '@etui/shared/enrolment/recording.ts'
import { mayAct } from '@etui/shared/enrolment/enrolment.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Clock } from '../clock.ts'
import type { Database } from '../db/database.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import type { CheckRow } from './check-row.ts'
import type { CheckStore } from './check-store.ts'
import { type FilmNeeds, filmPath } from './film-objects.ts'
import type { RecordingRow, RecordingStore } from './recording-store.ts'

export interface CheckNeeds extends FilmNeeds {
  readonly database: Pick<Database, 'unit'>
  readonly checks: CheckStore
  readonly recordings: RecordingStore
  readonly clock: Clock
}

/**
 * Opens a check by video, or finds the one that is open. Another kind of document puts away the film of the one before;
 * a challenge that ended is replaced, and puts away the film of the face that followed it. Throws `enrolment-step`, or
 * `check-attempts-spent` when so many were sent this week.
 */
export async function openCheck(
  { step, enrolmentId, registryId }: EnrolmentRow,
  documentKind: CheckDocument,
  takeProof: () => Promise<void>,
  needs: CheckNeeds,
): Promise<void> {
  if (!mayAct('check-identity', step) || registryId === null) throw new Refusal('enrolment-step')
  const { database, checks, clock } = needs
  const at = clock()
  const replaced = await database.unit(async () => {
    await takeProof()
    const latest = await checks.latestOf(enrolmentId)
    if (latest?.state === 'waiting') return []
    if (latest?.state === 'recording' && at.getTime() - latest.createdAt.getTime() < unsentMs) {
      return goOn(latest, documentKind, at, needs)
    }
    // Films that have lain here a day would leave agents too little of their week.
    if (latest?.state === 'recording') await checks.withdrawOpen(enrolmentId, at)
    if ((await checks.attemptsLeft(registryId, at)) === 0) {
      throw new Refusal('check-attempts-spent', { mostAttempts })
    }
    const challenge = drawChallenge()
    // Undefined where another request of this phone was faster: its check is as good.
    await checks.open({ enrolmentId, registryId, documentKind, challenge, at })
    return []
  })
  await removeFilms(replaced, needs)
}

/** Within the unit. Answers the films that no longer count. */
async function goOn(
  check: CheckRow,
  documentKind: CheckDocument,
  at: Date,
  { checks, recordings }: CheckNeeds,
): Promise<readonly RecordingRow[]> {
  const { checkId } = check
  const replaced: RecordingRow[] = []
  const discard = async (kind: RecordingKind) =>
    void replaced.push(...((await recordings.discard(checkId, kind)) ?? []))
  if (check.documentKind !== documentKind && (await checks.changeDocument(checkId, documentKind))) {
    await discard('document')
  }
  if (check.challengeEndsAt <= at && (await checks.drawChallenge(checkId, drawChallenge(), at))) {
    await discard('face')
  }
  return replaced
}

/** Removes the bytes of films that no longer count. What a crash leaves goes with the rest of the check. */
export async function removeFilms(
  films: readonly RecordingRow[],
  { blobs }: Pick<FilmNeeds, 'blobs'>,
): Promise<void> {
  for (const film of films) await blobs.remove(filmPath(film))
}

/** Three movements, none twice in a row, and three digits, all equally likely. */
export function drawChallenge(): CheckChallenge {
  const drawn: CheckChallenge['movements'][number][] = []
  while (drawn.length < 3) {
    const movement = movements[randomInt(movements.length)]
    if (movement !== undefined && movement !== drawn.at(-1)) drawn.push(movement)
  }
  return { movements: drawn, digits: String(randomInt(1_000)).padStart(3, '0') }
}
