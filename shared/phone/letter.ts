import type { ActLine } from '../invoice/act.ts'
import type { InvoiceShares } from '../invoice/shares.ts'

/**
 * What a refresh brings, sealed to the phone's mailbox key (DESIGN.md 6): cards, rights as of now, group keys, and items
 * after the phone's cursor. JSON in UTF-8; bytes as base64url. The phone keeps it sealed until its vault opens.
 */
export interface Letter {
  readonly version: 1
  /** milliseconds, the server's clock when the letter was written */
  readonly writtenAt: number
  readonly cursor: string
  readonly beneficiaries: readonly LetterBeneficiary[]
  readonly groupKeys: readonly LetterGroupKey[]
  readonly items: readonly LetterItem[]
  /** more happened than one letter holds: the next one, asked for at once, goes on */
  readonly hasMore?: true
  readonly deskRequest?: LetterDeskRequest
}

export interface LetterBeneficiary {
  /** '0' is the holder */
  readonly beneficiaryId: string
  readonly familyName: string
  readonly givenNames: string
  /** YYYY-MM-DD; month or day may be impossible */
  readonly birthDate: string
  readonly quality: number
  /** the number the card bears, 15 characters */
  readonly nir: string
  /** the issuer-signed card (SD-CWT), base64url */
  readonly card: string
  /** 8 bytes, base64url: what a reduced code names; new at each refresh */
  readonly reference: string
  /** milliseconds */
  readonly cardIssuedAt: number
  readonly cardExpiresAt: number
  readonly rights: LetterRights
}

export interface LetterRights {
  /** milliseconds, when the registry was asked */
  readonly asOf: number
  readonly isOpen: boolean
  readonly to: string | null
  readonly organisation: string
  readonly complementary: { readonly number: string; readonly to: string | null } | null
  readonly hasC2s: boolean
}

export interface LetterGroupKey {
  readonly gkid: number
  /** 65-byte P-256 point, base64url */
  readonly point: string
  /** seconds */
  readonly from: number
  readonly to: number
}

/**
 * At a desk somebody was taken for the holder, to activate the card on another phone: a second agent has until `endsAt` to
 * agree (DESIGN.md 5). In every letter while it waits. Milliseconds.
 */
export interface LetterDeskRequest {
  readonly askedAt: number
  readonly endsAt: number
}

/** Something that happened: shown in order, told once. */
export type LetterItem = LetterReading | LetterSummary

/** How a frame came to a counter: shown and scanned, by a tap, as the answer to a counter's code, by practice software. */
export const readingWays = ['code', 'tap', 'challenge', 'practice'] as const
export type ReadingWay = (typeof readingWays)[number]

/** A card was read, online or later told of. Empty texts are of a counter that is no more. */
export interface LetterReading {
  /** the hash of the proof that was read */
  readonly id: string
  readonly kind: 'reading'
  /** milliseconds, when it was read */
  readonly at: number
  readonly beneficiaryId: string
  readonly counterName: string
  readonly organisation?: string
  readonly professionCode: string
  /** read without network, and known to the server only then; milliseconds */
  readonly knownAt?: number
  /** what had opened the phone: 1 passkey, 2 code, 3 the offline lease */
  readonly unlockedBy?: number
  /** shown and scanned where nothing is said */
  readonly way?: Exclude<ReadingWay, 'code'>
  /** another counter read the card within minutes: its holder is asked whether it was they */
  readonly isFlagged?: true
  /** milliseconds, when its holder said that it was not they */
  readonly reportedAt?: number
  /** milliseconds, when its holder said that it was they: this phone alone remembers */
  readonly recognisedAt?: number
}

/** What a holder sees of an invoice that was validated, or of the counter-invoice that takes one back. */
export interface LetterSummary {
  readonly id: string
  readonly kind: 'summary'
  /** milliseconds, when it was validated */
  readonly at: number
  /** YYYY-MM-DD */
  readonly careDay: string
  readonly beneficiaryId: string
  readonly counterName: string
  readonly organisation: string
  readonly professionCode: string
  readonly lines: readonly ActLine[]
  readonly shares: InvoiceShares
  /** the reading it was made at; its first one where the card was shown again */
  readonly readingId?: string
  /** the summary that this one takes back */
  readonly corrects?: string
  /** the insurer's last word, where it rejected the invoice once */
  readonly answer?: 'accepted' | 'rejected'
}

export const mailboxInfo = 'etui mailbox 1'

export function encodeLetter(letter: Letter): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(letter))
}

/** Reads a letter that the mailbox key opened: its writer is the server, so only its version is in question. */
export function decodeLetter(bytes: Uint8Array): Letter {
  const letter = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Letter
  // HPKE's tag proves nothing of the sender; the version guards against a newer server, the screens against the rest.
  if (letter?.version !== 1 || !Array.isArray(letter.beneficiaries)) {
    throw new TypeError('a letter of another version')
  }
  return letter
}
