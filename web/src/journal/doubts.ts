import { Refusal } from '@etui/shared/refusal.ts'
import { readInvoice } from '@etui/shared/wire/invoice.ts'
import type { Caller } from '../http/call.ts'
import { workingIn } from '../staff/kept-team.ts'
import { readFacts } from '../workstation/workstation-db.ts'
import type { WorkstationDb } from '../workstation/workstation-db.ts'
import type { DoubtContent, NamedPerson, OpenedEntry } from './entry-content.ts'
import { tellChange } from './journal-changes.ts'
import { addDoubt, dropEntry, readDoubts, settleEntries } from './journal-store.ts'

/** An invoice that may be made once its validation went out, and as long as no answer came. */
export interface AskedInvoice {
  readonly invoiceId: string
  /** tells whom it is for from the next */
  readonly who: string
  /** all that was asked for: the same again is the same invoice */
  readonly said: string
  readonly totalCents: number
}

/** One that is on the disk. */
export interface Doubt extends AskedInvoice {
  /** a page waits for its answer still */
  readonly isAwaited: boolean
  /** asked for so lately that the server may be at it, though no page waits */
  readonly isRecent: boolean
}

/** The invoices of whoever is signed in that may be made. They outlive the page: they are in the journal. */
export interface Doubts {
  /** Of one person, oldest first; undefined where the store does not say. */
  of(who: string): Promise<readonly Doubt[] | undefined>
  /**
   * Validates, with the doubt on the disk from before it goes out until it is answered: a page that dies meanwhile leaves it
   * there, and one that was in doubt before stays so through a refusal. Throws what `validate` throws. Undefined where the disk would not take it, and nothing went out.
   */
  during<Answer>(
    invoice: AskedInvoice,
    validate: () => Promise<Answer>,
  ): Promise<Answer | undefined>
  /** Whoever bills knows what became of it. */
  end(invoiceId: string): Promise<void>
}

export interface DoubtNeeds {
  readonly db: WorkstationDb
  /** milliseconds by the server's clock */
  readonly now: () => number
  /** whom the bill is for, as the journal names them */
  readonly person: () => NamedPerson
  readonly locks?: LockManager
}

/** A request that nobody hears the answer of any more is over by then. */
const underWayMs = 60_000

/** Held while a page waits for the answer: it ends with the page. */
const lockOf = (invoiceId: string) => `etui-doubt ${invoiceId}`

export function createDoubts({ db, now, person, locks = navigator.locks }: DoubtNeeds): Doubts {
  async function write({ invoiceId, ...asked }: AskedInvoice): Promise<'new' | 'again' | 'failed'> {
    try {
      const facts = await readFacts(db)
      const professional = facts.session?.professional
      if (!professional) return 'failed'
      const { professionalId, name } = professional
      const { familyName, givenNames } = person()
      const staff = workingIn(facts)
      const content = {
        kind: 'doubt',
        ...asked,
        madeAt: now(),
        person: { familyName, givenNames },
        professional: { professionalId, name },
        ...(staff && { staff: { staffId: staff.staffId, name: staff.name } }),
      } as const
      return (await addDoubt(db, content, invoiceId)) ? 'new' : 'again'
    } catch {
      // A full disk, a store that was closed: whatever it was, the doubt is not on the disk.
      return 'failed'
    }
  }

  return {
    async of(who) {
      try {
        const ownerId = (await readFacts(db)).session?.professional.professionalId
        if (ownerId === undefined) return []
        const held = new Set((await locks.query()).held?.map(({ name: lock }) => lock))
        return (await readDoubts(db, ownerId))
          .filter(({ content }) => content.who === who)
          .map(({ entryId: invoiceId, content: { said, totalCents, madeAt } }) => {
            const isAwaited = held.has(lockOf(invoiceId))
            const isRecent = now() - madeAt < underWayMs
            return { invoiceId, who, said, totalCents, isAwaited, isRecent }
          })
      } catch {
        return undefined
      }
    },
    async during(invoice, validate) {
      const { invoiceId } = invoice
      let isLost = false
      try {
        return await locks.request(lockOf(invoiceId), async () => {
          const written = await write(invoice)
          if (written === 'failed') return undefined
          const answer = await validate().catch(async (error: unknown) => {
            // What is refused now says nothing of what was asked for before.
            isLost = written === 'again' || isNoAnswer(error)
            if (!isLost) await dropEntry(db, invoiceId)
            throw error
          })
          await dropEntry(db, invoiceId)
          return answer
        })
      } finally {
        // The lock is free: whoever sends the journal may ask the server.
        if (isLost) tellChange(db)
      }
    },
    end: (invoiceId) => endDoubt(db, invoiceId),
  }
}

/** Whoever is at the counter knows what became of an invoice, in doubt or not. */
export async function endDoubt(db: WorkstationDb, invoiceId: string): Promise<void> {
  await dropEntry(db, invoiceId)
  tellChange(db)
}

/**
 * Asks the server what became of an invoice, unless a page waits for its answer, and keeps what it said. False where there
 * is nothing to keep yet. Throws the refusals that may pass.
 */
export function settleDoubt(
  entry: OpenedEntry<DoubtContent>,
  needs: Pick<DoubtNeeds, 'db' | 'now' | 'locks'> & { readonly call: Caller },
): Promise<boolean> {
  const { entryId: invoiceId, content } = entry
  const { db, now, call, locks = navigator.locks } = needs
  return locks.request(lockOf(invoiceId), { ifAvailable: true }, async (lock) => {
    if (!lock) return false
    try {
      const { state } = await call(readInvoice, { params: { invoiceId } })
      const isPending = state === 'pending'
      // The server may be at it still.
      if (isPending && now() - content.madeAt < underWayMs) return false
      const outcome = isPending ? 'pending' : 'made'
      await settleEntries(db, [{ ...entry, content: { ...content, outcome } }], now())
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'invoice-unknown') throw error
      // Given up since, by somebody who saw it among those of the day.
      await dropEntry(db, invoiceId)
      tellChange(db)
    }
    return true
  })
}

/** The request may have been carried out, whatever is said here. */
function isNoAnswer(error: unknown): boolean {
  if (!(error instanceof Refusal)) return true
  const { code } = error
  return code === 'network-down' || code === 'server-fault' || code === 'database-busy'
}
