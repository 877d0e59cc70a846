import { Refusal } from '@etui/shared/refusal.ts'
import { FilmUnreadable, readFilm } from './film-objects.ts'
import { judgeApart } from './judge-apart.ts'
import type { FilmFinding } from './judge-film.ts'
import { type CheckNeeds, removeFilms } from './open-check.ts'
import type { RecordingRow } from './recording-store.ts'

/**
 * Judges a film once all its bytes are here, from what was stored and nothing else; one that is no film is removed. Answers
 * the row as it is then. A process that died before it judged is made up for by whoever asks next.
 */
export async function settleFilm(film: RecordingRow, needs: CheckNeeds): Promise<RecordingRow> {
  if (film.state !== 'uploading' || film.received < film.size) return film
  const found = await find(film, needs)
  const settled = await needs.recordings.settle(film.recordingId, found, needs.clock())
  if (settled?.state === 'refused') await removeFilms([settled], needs)
  return settled ?? (await needs.recordings.find(film.recordingId)) ?? film
}

async function find(film: RecordingRow, needs: CheckNeeds): Promise<FilmFinding> {
  try {
    return await judgeApart(() => readFilm(film, needs), film.kind)
  } catch (error) {
    if (error instanceof FilmUnreadable) return { fault: 'damaged' }
    throw error
  }
}

/** Throws `recording-refused` with the reason for a film that was judged and not taken. */
export function refuseFault({ state, fault, kind }: RecordingRow): void {
  if (state === 'refused') {
    throw new Refusal('recording-refused', { reason: fault ?? 'damaged', kind })
  }
}
