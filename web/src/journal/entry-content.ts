import type { InvoiceShares } from '@etui/shared/invoice/shares.ts'
import type { Verdict } from '@etui/shared/presentation/verification.ts'
import type { RefusalCode } from '@etui/shared/refusal.ts'
import type { BodyOf } from '@etui/shared/wire/endpoint.ts'
import type { Invoice, putInvoice } from '@etui/shared/wire/invoice.ts'
import type { JudgedEntry } from '@etui/shared/wire/journal.ts'
import type { EntryState } from '../workstation/workstation-db.ts'

/** Whoever did it, and for whom. Instants are milliseconds by the server's clock, as it was known here. */
interface DoneHere {
  readonly professional: { readonly professionalId: string; readonly name: string }
  /** who did it for them, as they were called then */
  readonly staff?: { readonly staffId: string; readonly name: string }
}

export interface NamedPerson {
  readonly familyName: string
  readonly givenNames: string
}

/** A card read without network. */
export interface ReadingContent extends DoneHere {
  readonly kind: 'reading'
  /** the digits as they were scanned; gone once the server has judged them */
  readonly frame?: string
  readonly readAt: number
  readonly verdict: Verdict
  readonly person?: NamedPerson
  /** the challenge of this counter that the frame answers, base64url */
  readonly challenge?: string
  readonly counterId: string
  /** the server's word, once it is known */
  readonly judged?: Judged
}

/** What the server said of a reading. */
export type Judged = Omit<JudgedEntry, 'entryId' | 'person'>

/** What is billed, as the server is asked for it; what it rests on is beside it. */
export type BilledCare = Pick<
  BodyOf<typeof putInvoice>,
  'careDay' | 'carePath' | 'thirdParty' | 'exemption' | 'lines'
>

/** An invoice made on a card that was read without network. Its entry's id is the invoice's. */
export interface InvoiceContent extends DoneHere {
  readonly kind: 'invoice'
  readonly madeAt: number
  /** the entry of its reading */
  readonly readingId: string
  readonly person: NamedPerson
  readonly care: BilledCare
  /** computed here, by what the card says */
  readonly estimate: InvoiceShares
  /** the date of what the card says */
  readonly rightsAsOf: number
  /** the server's word, once it is known */
  readonly outcome?: InvoiceOutcome
}

/**
 * What became of an invoice. `isOther`: its shares are not those that were told here, in what is paid now or in what each
 * bears in the end.
 */
export type InvoiceOutcome =
  | {
      readonly kind: 'billed'
      readonly shares: Invoice['shares']
      readonly isOther?: 'now' | 'in-the-end'
    }
  | {
      readonly kind: 'refused'
      readonly code: RefusalCode
      /** what was said of its reading, where that is why */
      readonly judged?: Judged
    }

/**
 * An invoice whose validation went out: as long as no answer came, nobody here knows whether it is made. Its entry's id is
 * the invoice's.
 */
export interface DoubtContent extends DoneHere {
  readonly kind: 'doubt'
  readonly madeAt: number
  readonly person: NamedPerson
  /** tells whom it is for from the next */
  readonly who: string
  /** all that was asked for: the same again is the same invoice */
  readonly said: string
  readonly totalCents: number
  /** what the server said of it since */
  readonly outcome?: 'made' | 'pending'
}

/** What an entry of the journal says. */
export type EntryContent = ReadingContent | InvoiceContent | DoubtContent

/** An entry as somebody may read it here. */
export interface OpenedEntry<C extends EntryContent = EntryContent> {
  readonly sequence: number
  readonly entryId: string
  readonly state: EntryState
  readonly content: C
}

export function isReading(entry: OpenedEntry): entry is OpenedEntry<ReadingContent> {
  return entry.content.kind === 'reading'
}

export function isInvoice(entry: OpenedEntry): entry is OpenedEntry<InvoiceContent> {
  return entry.content.kind === 'invoice'
}

export function isDoubt(entry: OpenedEntry): entry is OpenedEntry<DoubtContent> {
  return entry.content.kind === 'doubt'
}
