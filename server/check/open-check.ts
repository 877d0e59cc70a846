import { randomInt } from 'node:crypto'
import {
  challengeMs,
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
import type { Ceiling, SharedCeilings } from '../http/shared-ceilings.ts'
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

export interface OpenNeeds extends CheckNeeds {
  readonly ceilings: Pick<SharedCeilings, 'take'>
}

const day = 24 * 60 * 60_000

/**
 * For one person, whatever phone asks: nobody draws until the challenge is one that a film they have shows, nor fills the
 * tables with checks.
 */
const challengesOfOne: Ceiling = { most: 10, windowMs: day }
const openedOfOne: Ceiling = { most: 30, windowMs: day }

/**
 * Opens a check by video, or finds the one that is open. Another kind of document puts away the film of the one before;
 * a challenge that ended is replaced, and puts away the film of the face that followed it. One that is alive is asked for
 * again after its check was withdrawn. Throws `enrolment-step`, `check-attempts-spent` when so many were sent this week,
 * `limit-reached` when so many were opened or drawn this day, or `check-state` when another request changed it meanwhile.
 */
export async function openCheck(
  { step, enrolmentId, registryId }: EnrolmentRow,
  documentKind: CheckDocument,
  takeProof: () => Promise<void>,
  needs: OpenNeeds,
): Promise<void> {
  if (!mayAct('check-identity', step) || registryId === null) throw new Refusal('enrolment-step')
  const { database, checks, clock } = needs
  const at = clock()
  const offered = await offerChallenge({ enrolmentId, registryId }, at, needs)
  const replaced = await database.unit(async () => {
    await takeProof()
    const latest = await checks.latestOf(enrolmentId)
    if (latest?.state === 'waiting') return []
    if (latest && isGoingOn(latest, at)) return goOn(latest, documentKind, offered, at, needs)
    // Films that have lain here a day would leave agents too little of their week.
    if (latest?.state === 'recording') await checks.withdrawOpen(enrolmentId, at)
    if (!offered) throw new Refusal('check-state')
    // Undefined where another request of this phone was faster: its check is as good.
    await checks.open({ enrolmentId, registryId, documentKind, ...offered, at })
    return []
  })
  await removeFilms(replaced, needs)
}

type Offered = Pick<CheckRow, 'challenge' | 'challengeEndsAt'>

/** The challenge a check needs, if it needs another; outside the unit, since a count must outlive a refusal. */
async function offerChallenge(
  { enrolmentId, registryId }: { readonly enrolmentId: string; readonly registryId: string },
  at: Date,
  { checks, ceilings }: OpenNeeds,
): Promise<Offered | undefined> {
  const latest = await checks.latestOf(enrolmentId)
  if (latest?.state === 'waiting') return undefined
  if (latest && isGoingOn(latest, at)) {
    if (latest.challengeEndsAt > at) return undefined
  } else {
    if ((await checks.attemptsLeft(registryId, at)) === 0) {
      throw new Refusal('check-attempts-spent', { mostAttempts })
    }
    await ceilings.take('check-opened', registryId, openedOfOne)
    const living = await checks.withdrawnChallenge(registryId, at)
    if (living) return living
  }
  await ceilings.take('check-challenge', registryId, challengesOfOne)
  return { challenge: drawChallenge(), challengeEndsAt: new Date(at.getTime() + challengeMs) }
}

function isGoingOn({ state, createdAt }: CheckRow, at: Date): boolean {
  return state === 'recording' && at.getTime() - createdAt.getTime() < unsentMs
}

/** Within the unit. Answers the films that no longer count. */
async function goOn(
  check: CheckRow,
  documentKind: CheckDocument,
  offered: Offered | undefined,
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
  if (offered && (await checks.drawChallenge(checkId, offered.challenge, at))) {
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
