import type { Clock } from '../clock.ts'
import { strayFilms, strayKeys } from './delete-checks.ts'
import type { DeskEvidence, DeskFigures } from '../desk/desk-evidence.ts'
import type { DeletionStore, RetentionFigures } from './deletion-store.ts'
import type { FilmNeeds } from './film-objects.ts'

export interface ReportNeeds extends FilmNeeds {
  readonly deletions: DeletionStore
  readonly desk: Pick<DeskEvidence, 'figures'>
  readonly clock: Clock
}

/**
 * What is held of checks, of desks and of corrections, and what was deleted, from the rows and from the disk itself, in
 * numbers and dates without anybody in them. `isKept` is false when something is overdue, or bytes or keys lie where no check allows them.
 */
export async function retentionReport(
  needs: ReportNeeds,
): Promise<{ readonly text: string; readonly isKept: boolean }> {
  const { deletions, desk, blobs, checkKeys, clock } = needs
  const at = clock()
  const films = await deletions.figures('recordings', at)
  const evidence = await deletions.figures('evidence', at)
  const objects = (await blobs.list('checks')).length
  const keys = (await checkKeys.list()).length
  const [astrayFilms, astrayKeys] = [await strayFilms(needs), await strayKeys(needs)]
  const numbers = await desk.figures('document-number', at)
  const corrections = await desk.figures('correction', at)
  const overdue = films.overdue + evidence.overdue + numbers.overdue + corrections.overdue
  const wrong = overdue + astrayFilms.length + astrayKeys.length
  const lines = [
    `Retention on ${at.toISOString()}`,
    '',
    'Films and what is biometric: 96 hours after the decision, 7 days after receipt at most',
    ...about(films),
    `  on the disk: ${objects} objects, ${keys} keys`,
    `  without a check that allows it: films of ${astrayFilms.length}, keys of ${astrayKeys.length}`,
    '',
    'Other evidence: 3 months',
    ...about(evidence),
    '',
    'Numbers of documents seen at a desk: 89 days',
    ...aboutDesk(numbers),
    '',
    'Corrections asked for: 89 days after they are closed, or asked where nobody closes them',
    ...aboutDesk(corrections),
    '',
    wrong === 0 ? 'Nothing is held longer than it may be.' : 'SOMETHING IS HELD TOO LONG.',
  ]
  return { text: lines.join('\n'), isKept: wrong === 0 }
}

function about({ held, oldest, overdue, begun, done, objects }: RetentionFigures): string[] {
  const since = oldest ? `, the oldest opened ${oldest.toISOString()}` : ''
  const all = done.decision + done.withdrawal + done.age
  return [
    `  held: ${held} checks${since}`,
    `  overdue: ${overdue}`,
    `  deleted: ${all} checks (decided ${done.decision}, withdrawn ${done.withdrawal}, too old ${done.age}), ${objects} objects; under way: ${begun}`,
  ]
}

function aboutDesk({ due, firstDueAt, overdue, done }: DeskFigures): string[] {
  const first = firstDueAt ? `, the first on ${firstDueAt.toISOString()}` : ''
  return [
    `  due: ${due}${first}`,
    `  overdue: ${overdue}`,
    `  deleted: ${done.decision + done.age} (decided ${done.decision}, too old ${done.age})`,
  ]
}
