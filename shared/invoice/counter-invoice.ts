import { Refusal } from '../refusal.ts'
import type { Invoice } from './invoice.ts'
import { stateAfter } from './invoice-state.ts'
import type { InvoiceShares, LineShares, Shares } from './shares.ts'

/**
 * The counter-invoice of an invoice: the same lines, day and mode, every amount with its sign turned, referring to the
 * first. Added up, the two are nothing, ceilings included. It is made `validated`: there is nothing in it to edit.
 *
 * Refuses with `invoice-countered` an invoice that has one already or is one, with `invoice-state` one that is still
 * being written. That two are never made at once is the store's guarded statement. Throws TypeError for an id in use.
 */
export function counterInvoice(first: Invoice, id: string): Invoice {
  if (id === first.id) throw new TypeError('a counter-invoice has an id of its own')
  if (first.counteredBy !== undefined || first.counters !== undefined) {
    throw new Refusal('invoice-countered')
  }
  stateAfter('counter', first.state)
  return {
    id,
    professionalId: first.professionalId,
    day: first.day,
    state: 'validated',
    mode: first.mode,
    lines: first.lines.map((line) => ({
      ...line,
      unitCents: turned(line.unitCents),
      ...(line.tariffCents === undefined ? {} : { tariffCents: turned(line.tariffCents) }),
    })),
    shares: turnInvoiceShares(first.shares),
    counters: first.id,
  }
}

function turnInvoiceShares(shares: InvoiceShares): InvoiceShares {
  const { now, later } = shares
  return {
    ...turnShares(shares),
    lines: shares.lines.map(turnLine),
    now: {
      obligatoryCents: turned(now.obligatoryCents),
      complementaryCents: turned(now.complementaryCents),
      patientCents: turned(now.patientCents),
    },
    later: {
      obligatoryRefundCents: turned(later.obligatoryRefundCents),
      complementaryRefundCents: turned(later.complementaryRefundCents),
      recoveredCents: turned(later.recoveredCents),
    },
  }
}

function turnLine(line: LineShares): LineShares {
  return { ...line, ...turnShares(line) }
}

function turnShares(shares: Shares): Shares {
  return {
    totalCents: turned(shares.totalCents),
    obligatoryCents: turned(shares.obligatoryCents),
    complementaryCents: turned(shares.complementaryCents),
    patientCents: turned(shares.patientCents),
    participationCents: turned(shares.participationCents),
    franchiseCents: turned(shares.franchiseCents),
  }
}

/** From zero, because `-0` is not `0` for everybody. */
function turned(cents: number): number {
  return 0 - cents
}
