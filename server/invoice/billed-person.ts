import { Refusal } from '@etui/shared/refusal.ts'
import type { BodyOf } from '@etui/shared/wire/endpoint.ts'
import type { putInvoice } from '@etui/shared/wire/invoice.ts'
import type { ContextStore, UsedContext } from '../context/context-store.ts'
import type { JournalStore } from '../journal/journal-store.ts'
import { hashOfToken } from '../session/session-token.ts'
import type { StaffStore } from '../staff/staff-store.ts'

export interface PersonNeeds {
  readonly contexts: Pick<ContextStore, 'find' | 'hold' | 'release'>
  readonly journal: Pick<JournalStore, 'findPerson'>
  readonly staff: Pick<StaffStore, 'known'>
}

/** Who bills, where, and when. */
export interface BillingSeat {
  readonly professionalId: string
  readonly professionCode: string
  readonly organisation: string
  readonly counterId: string
  readonly counterName: string
  /** who works there under the professional's responsibility; null for themselves */
  readonly staffId: string | null
  readonly at: Date
}

export type AskedInvoice = BodyOf<typeof putInvoice> & { readonly invoiceId: string }

/** Whose card was read for an invoice, and where it is made: at the counter of an entry, when the counter says. */
export interface BilledPerson {
  readonly personId: string
  readonly registryId: string
  /** of the card that was presented */
  readonly beneficiaryId: string
  /** of the reading; null where it is not known any more */
  readonly proofHash: Buffer | null
  readonly seat: BillingSeat
}

/** Whose card it was, whether the context still lives or not. */
export async function personOf(
  { context, entryId }: AskedInvoice,
  seat: BillingSeat,
  { contexts, journal }: PersonNeeds,
): Promise<Pick<BilledPerson, 'personId'> | null> {
  const { professionalId } = seat
  if (context) return contexts.find(usedContext(context, seat))
  if (entryId === undefined) return null
  const read = await journal.findPerson({ professionalId, entryId })
  return typeof read === 'string' ? null : read
}

/**
 * Whose card an invoice rests on. Refuses with `request-malformed`, `context-unknown`, `context-expired`, `entry-unknown`,
 * `entry-refused`, `staff-unknown`.
 */
export async function readPerson(
  asked: AskedInvoice,
  seat: BillingSeat,
  needs: PersonNeeds,
): Promise<BilledPerson> {
  const { context, entryId = '', madeAt } = asked
  const isOfEntry = madeAt !== undefined || asked.staffId !== undefined
  const { contexts, journal } = needs
  // One of the two, hour and staff with the entry: what an invoice rests on is never a guess.
  if (!context === (asked.entryId === undefined) || (context && isOfEntry)) {
    throw new Refusal('request-malformed')
  }
  if (context) {
    const used = usedContext(context, seat)
    const found = await contexts.find(used)
    if (!found) throw new Refusal('context-unknown')
    if (!found.isOpen) throw new Refusal('context-expired')
    return { ...found, seat }
  }
  const read = await journal.findPerson({ professionalId: seat.professionalId, entryId })
  if (typeof read === 'string') throw new Refusal(`entry-${read}`)
  const { counterId, counterName, readAt } = read
  const staffId =
    asked.staffId === undefined ? read.staffId : await knownStaff(asked.staffId, seat, needs)
  const now = seat.at.getTime()
  // Between the reading and now, whatever the counter's clock said.
  const at = new Date(Math.min(now, Math.max(readAt.getTime(), madeAt ?? now)))
  return { ...read, seat: { ...seat, counterId, counterName, staffId, at } }
}

/** Whoever has ended meanwhile did bill what they billed. Refuses with `staff-unknown` anybody else's. */
async function knownStaff(
  staffId: string | null,
  { professionalId }: BillingSeat,
  { staff }: PersonNeeds,
): Promise<string | null> {
  if (staffId === null) return null
  if (!(await staff.known(professionalId, [staffId])).has(staffId))
    throw new Refusal('staff-unknown')
  return staffId
}

/** From now on the next card read here does not end the context: an invoice that is refused holds none. */
export async function holdContext(
  { context }: AskedInvoice,
  seat: BillingSeat,
  { contexts }: PersonNeeds,
): Promise<void> {
  if (context && !(await contexts.hold(usedContext(context, seat)))) {
    throw new Refusal('context-expired')
  }
}

/** The context as its store knows it. */
export function usedContext(
  { contextId, token }: { readonly contextId: string; readonly token: string },
  { professionalId, counterId, at }: Pick<BillingSeat, 'professionalId' | 'counterId' | 'at'>,
): UsedContext {
  return { professionalId, counterId, contextId, tokenHash: hashOfToken(token), at }
}
