import { unsentMs } from '@etui/shared/enrolment/check.ts'
import type { CheckView } from '@etui/shared/wire/check-view.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import type { Keys } from '../keys/keys.ts'
import { type CheckRow, openContent } from './check-row.ts'
import type { CheckNeeds } from './open-check.ts'
import type { RecordingRow } from './recording-store.ts'

export interface CheckViewNeeds extends Pick<CheckNeeds, 'checks' | 'recordings' | 'clock'> {
  readonly keys: Pick<Keys, 'openColumn'>
}

/** The newest check of an activation as its holder sees it; undefined when there was none. */
export async function viewCheck(
  { enrolmentId }: EnrolmentRow,
  { checks, recordings, clock, keys }: CheckViewNeeds,
): Promise<CheckView | undefined> {
  const check = await checks.latestOf(enrolmentId)
  if (!check) return undefined
  const { state } = check
  const [attemptsLeft, films, estimateMs] = await Promise.all([
    checks.attemptsLeft(check.registryId, clock()),
    recordings.ofCheck(check.checkId),
    state === 'waiting' || state === 'recording' ? checks.medianWaitMs() : undefined,
  ])
  const { checkId, attempt, documentKind, sentAt, mrzDiffering } = check
  return {
    checkId,
    state,
    attempt,
    attemptsLeft,
    documentKind,
    ...(state === 'recording' && {
      challenge: {
        movements: [...check.challenge.movements],
        digits: check.challenge.digits,
      },
      challengeEndsAt: check.challengeEndsAt.getTime(),
      endsAt: check.createdAt.getTime() + unsentMs,
    }),
    recordings: films.map(viewFilm),
    ...(sentAt && { sentAt: sentAt.getTime() }),
    ...(estimateMs !== undefined && { estimateMs }),
    ...(mrzDiffering && { differing: mrzDiffering }),
    ...(state === 'refused' && { refusal: refusalOf(check, keys) }),
  }
}

function viewFilm(film: RecordingRow): CheckView['recordings'][number] {
  const { recordingId, kind, size, received, state, fault } = film
  if (state === 'deleted') throw new TypeError('a film that was deleted is not among those told')
  return { recordingId, kind, size, received, state, ...(fault !== null && { refusal: fault }) }
}

function refusalOf(check: CheckRow, keys: CheckViewNeeds['keys']) {
  const { hint } = openContent(check, keys)
  return { reasons: check.reasons ?? [], ...(hint !== undefined && { hint }) }
}
