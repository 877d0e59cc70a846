import type { Verdict } from '@etui/shared/presentation/verification.ts'
import type { JudgedEntry } from '@etui/shared/wire/journal.ts'
import type { EntryState } from '../workstation/workstation-db.ts'

/** What an entry of the journal says. Instants are milliseconds by the server's clock, as it was known here. */
export interface EntryContent {
  readonly kind: 'reading'
  /** the digits as they were scanned; gone once the server has judged them */
  readonly frame?: string
  readonly readAt: number
  readonly verdict: Verdict
  readonly person?: { readonly familyName: string; readonly givenNames: string }
  /** the challenge of this counter that the frame answers, base64url */
  readonly challenge?: string
  readonly counterId: string
  readonly professional: { readonly professionalId: string; readonly name: string }
  /** who read it for them, as they were called then */
  readonly staff?: { readonly staffId: string; readonly name: string }
  /** the server's word, once it is known */
  readonly judged?: Omit<JudgedEntry, 'entryId' | 'person'>
}

/** An entry as somebody may read it here. */
export interface OpenedEntry {
  readonly sequence: number
  readonly entryId: string
  readonly state: EntryState
  readonly content: EntryContent
}
