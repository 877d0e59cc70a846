import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { toHex } from '@etui/shared/bytes/hex.ts'
import type { Verification } from '@etui/shared/presentation/verification.ts'
import type { Session } from '@etui/shared/wire/counter.ts'
import type { ReadingResult } from '../reading/reading-result.ts'
import { workingIn } from '../staff/kept-team.ts'
import { readFacts } from '../workstation/workstation-db.ts'
import type { WorkstationDb } from '../workstation/workstation-db.ts'
import { addEntry } from './journal-store.ts'

export interface ReadHere {
  readonly digits: string
  readonly verified: Verification
  readonly told: ReadingResult
}

/** Verdicts from step 10 on: a proof stood firm, and whose card it was. */
const established: readonly string[] = ['valid', 'specimen', 'replayed', 'revoked']

/**
 * Writes down a verification made without network, before anybody sees its verdict, and answers the verdict with its entry;
 * with `isUnwritten` where the store would not take it, for then the server will never hear of it.
 */
export async function journalReading(
  db: WorkstationDb,
  { digits, verified, told }: ReadHere,
  { professional, counterId }: { professional: Session['professional']; counterId: string },
): Promise<ReadingResult> {
  const { replayKey, proof, verdict } = verified
  if (!replayKey || !established.includes(verdict)) return told
  const { professionalId, name } = professional
  const { person } = told
  try {
    const asked = proof?.challenge && (await challengeOf(db, toHex(proof.challenge)))
    const staff = workingIn(await readFacts(db))
    const content = {
      kind: 'reading',
      frame: digits,
      readAt: told.readAt,
      verdict,
      ...(person && {
        person: { familyName: person.familyName, givenNames: person.givenNames },
      }),
      ...(asked && { challenge: asked }),
      counterId,
      professional: { professionalId, name },
      ...(staff && { staff: { staffId: staff.staffId, name: staff.name } }),
    } as const
    const entryId = await addEntry(db, content, `${professionalId} ${toHex(replayKey)} ${verdict}`)
    return { ...told, entryId }
  } catch {
    // A full disk, a store that was closed: whatever it was, the reading is not on the disk.
    return { ...told, isUnwritten: true }
  }
}

async function challengeOf(db: WorkstationDb, hash: string): Promise<string | undefined> {
  const kept = await db.get('challenges', hash)
  return kept && toBase64url(kept.bytes)
}
