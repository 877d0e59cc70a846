import type { Database } from '../db/database.ts'
import type { CheckStore } from './check-store.ts'

export const claims = { familyName: 'AUBERTIN', givenNames: 'CLAIRE', birthDate: '1984-03-12' }
export const challenge = { movements: ['left', 'up', 'right'], digits: '407' } as const

/** Two films of a check, complete as far as the rows tell. */
export async function addFilms({ db, tables }: Database, checkId: string, at: Date): Promise<void> {
  for (const kind of ['document', 'face'] as const) {
    await db.insert(tables.recordings).values({
      recordingId: `${checkId}-${kind}`,
      checkId,
      kind,
      size: 1,
      received: 1,
      pieces: [1],
      contentType: 'video/webm',
      state: 'complete',
      createdAt: at,
      completedAt: at,
    })
  }
}

/** A case that waits, of an activation and a person of its own unless told otherwise. */
export async function sentCheck(
  database: Database,
  checks: CheckStore,
  { name, at, registryId = `r-${name}` }: { name: string; at: Date; registryId?: string },
): Promise<string> {
  const documentKind = 'passport'
  const opened = await checks.open({
    enrolmentId: `e-${name}`,
    registryId,
    documentKind,
    challenge,
    at,
  })
  if (!opened) throw new TypeError('a check is open already')
  await addFilms(database, opened.checkId, at)
  const sent = await checks.send(opened.checkId, { mrz: ['P<FRA'], claims, differing: ['sex'] }, at)
  if (!sent) throw new TypeError('the check was not sent')
  return sent.checkId
}
