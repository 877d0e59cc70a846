import type { ActLine } from './act.ts'
import type { Because } from './because.ts'
import { type CheckedAct, checkActs } from './check-acts.ts'
import type { CarePath, Cover, ThirdParty } from './cover.ts'
import { coverAct } from './covered.ts'
import { type Retained, retentionsOf, type UsedCeilings } from './retention.ts'
import type { FranchiseKind } from './tables/retentions.ts'
import { type InvoiceTables, invoiceTables } from './tables/tables.ts'

export interface InvoiceInput {
  readonly lines: readonly ActLine[]
  /** day of care, YYYY-MM-DD: every dated row is chosen by it */
  readonly day: string
  readonly professionCode: string
  /** needed for a doctor's acts, from the age that has a care path */
  readonly carePath?: CarePath
  readonly cover: Cover
  readonly used: UsedCeilings
}

/** Who bears what in the end: obligatory + complementary + patient = total. Participation and franchise are the patient's. */
export interface Shares {
  readonly totalCents: number
  readonly obligatoryCents: number
  readonly complementaryCents: number
  readonly patientCents: number
  readonly participationCents: number
  readonly franchiseCents: number
}

export interface LineShares extends Shares {
  /** what a franchise counts towards; undefined where there is none */
  readonly franchiseKind?: FranchiseKind
  readonly because: readonly Because[]
}

export interface InvoiceShares extends Shares {
  readonly lines: readonly LineShares[]
  /** Who pays the professional now; the three sum to the total. */
  readonly now: {
    readonly obligatoryCents: number
    readonly complementaryCents: number
    readonly patientCents: number
  }
  /** Between the patient and the insurers afterwards: refunds to the patient, and what is recovered from later ones. */
  readonly later: {
    readonly obligatoryRefundCents: number
    readonly complementaryRefundCents: number
    readonly recoveredCents: number
  }
}

/**
 * Computes the shares of an invoice (DESIGN.md 8, DOMAIN.md 4.6). Whole cents; a percent is rounded half up, line by line,
 * and every other part is what remains.
 *
 * In the end, obligatory cover bears its percent of the tariff less participation and franchise, which nobody gives back
 * to the patient. A complementary contract bears the rest of the tariff, and C2S what leaving the care path costs too; it is
 * taken to cover that rest whole, which is for the complementary insurer to confirm. All else is the patient's: what is
 * above the tariff, what is not refunded, everything when obligatory cover is closed.
 *
 * At the counter, without third-party payment the patient pays all, and is refunded later. With it the insurers pay the
 * professional, obligatory cover without keeping anything back: participation and franchise are then recovered from the
 * patient's later refunds. So `now.patientCents` - `later` refunds + `later.recoveredCents` = `patientCents`.
 *
 * Refuses as `checkActs` and `coverAct` do. Throws TypeError for an age that is no full years, or a past that is no cents.
 */
export function computeShares(
  input: InvoiceInput,
  tables: InvoiceTables = invoiceTables,
): InvoiceShares {
  const { cover } = input
  if (!Number.isInteger(cover.age) || cover.age < 0) throw new TypeError('not an age in full years')
  const acts = checkActs(input.lines, input, tables)
  const retain = retentionsOf(input, tables)
  const lines = acts.map((act) => shareLine(act, input, { tables, retain }))
  const sum = (part: keyof Shares) => lines.reduce((cents, line) => cents + line[part], 0)
  const shares = {
    totalCents: sum('totalCents'),
    obligatoryCents: sum('obligatoryCents'),
    complementaryCents: sum('complementaryCents'),
    patientCents: sum('patientCents'),
    participationCents: sum('participationCents'),
    franchiseCents: sum('franchiseCents'),
  }
  return { ...shares, lines, ...payments(shares, cover.isSolidarity ? 'full' : cover.thirdParty) }
}

function shareLine(
  act: CheckedAct,
  input: InvoiceInput,
  {
    tables,
    retain,
  }: { tables: InvoiceTables; retain: (act: CheckedAct, refundCents: number) => Retained },
): LineShares {
  const { grossCents, ticketCents, penaltyCents, because } = coverAct(act, input, tables)
  const retained = retain(act, grossCents)
  const { isSolidarity, hasComplementary } = input.cover
  const complementaryCents = isSolidarity
    ? ticketCents + penaltyCents
    : hasComplementary
      ? ticketCents
      : 0
  const totalCents = act.line.quantity * act.line.unitCents
  const obligatoryCents = grossCents - retained.cents
  const isFranchise = retained.kind !== undefined && retained.kind !== 'participation'
  return {
    totalCents,
    obligatoryCents,
    complementaryCents,
    patientCents: totalCents - obligatoryCents - complementaryCents,
    participationCents: isFranchise ? 0 : retained.cents,
    franchiseCents: isFranchise ? retained.cents : 0,
    ...(isFranchise ? { franchiseKind: retained.kind } : {}),
    because: [
      ...because,
      ...(complementaryCents > 0
        ? [{ rule: isSolidarity ? 'ticket-solidarity' : 'ticket-complementary' } as const]
        : []),
      ...retained.because,
    ],
  }
}

function payments(shares: Shares, thirdParty: ThirdParty): Pick<InvoiceShares, 'now' | 'later'> {
  const { totalCents, obligatoryCents, complementaryCents } = shares
  const kept = shares.participationCents + shares.franchiseCents
  const isStraight = thirdParty === 'obligatory' || thirdParty === 'full'
  const straight = isStraight ? obligatoryCents + kept : 0
  const complementary = thirdParty === 'full' ? complementaryCents : 0
  return {
    now: {
      obligatoryCents: straight,
      complementaryCents: complementary,
      patientCents: totalCents - straight - complementary,
    },
    later: {
      obligatoryRefundCents: isStraight ? 0 : obligatoryCents,
      complementaryRefundCents: complementaryCents - complementary,
      recoveredCents: isStraight ? kept : 0,
    },
  }
}
