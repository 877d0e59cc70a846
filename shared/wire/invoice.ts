import {
  Array,
  Boolean,
  Integer,
  Literal,
  Null,
  Object,
  Optional,
  String,
  Union,
  type Static,
} from 'typebox'
import { endpoint } from './endpoint.ts'
import { Bytes, Instant } from './shapes.ts'

const exact = { additionalProperties: false } as const

/** A day, YYYY-MM-DD; whether it is one of the calendar is for the domain to say. */
function Day() {
  return String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })
}

const Exemption = Union([
  Literal('0'),
  Literal('3'),
  Literal('4'),
  Literal('5'),
  Literal('7'),
  Literal('9'),
])

const anyLine = {
  code: String({ maxLength: 20 }),
  label: Optional(String({ maxLength: 80 })),
  quantity: Integer(),
  unitCents: Integer(),
  tariffCents: Optional(Integer()),
  exemption: Optional(Exemption),
}

/** A line, as shared/invoice/act.ts has it; what may be billed is `checkActs`' word. */
export const ActLine = Union([
  Object({ kind: Literal('ngap'), ...anyLine, coefficientHundredths: Optional(Integer()) }, exact),
  Object({ kind: Literal('ccam'), ...anyLine }, exact),
  Object(
    {
      kind: Literal('medicine'),
      ...anyLine,
      rateClass: Union([Literal(100), Literal(65), Literal(30), Literal(15), Literal(0)]),
    },
    exact,
  ),
  Object({ kind: Literal('free'), ...anyLine, label: String({ maxLength: 80 }) }, exact),
])

const CarePath = Union([
  Literal('T'),
  Literal('N'),
  Literal('R'),
  Literal('O'),
  Literal('M'),
  Literal('J'),
  Literal('B'),
  Literal('D'),
  Literal('H'),
  Literal('U'),
  Literal('S1'),
  Literal('S2'),
])

const ThirdParty = Union([Literal('none'), Literal('obligatory'), Literal('full')])

const shares = {
  totalCents: Integer(),
  obligatoryCents: Integer(),
  complementaryCents: Integer(),
  patientCents: Integer(),
  participationCents: Integer(),
  franchiseCents: Integer(),
}

/** Who bears what, now and in the end: shared/invoice/shares.ts says what each is. */
export const Shares = Object({
  ...shares,
  /** computed on rows that nobody has checked: to be shown with that word */
  isUnchecked: Boolean(),
  /** a complementary contract is taken to cover its rest whole, which is for its insurer to confirm */
  isComplementaryAssumed: Boolean(),
  lines: Array(
    Object({
      ...shares,
      franchiseKind: Optional(
        Union([Literal('box'), Literal('paramedical'), Literal('transport')]),
      ),
    }),
  ),
  now: Object({
    obligatoryCents: Integer(),
    complementaryCents: Integer(),
    patientCents: Integer(),
  }),
  later: Object({
    obligatoryRefundCents: Integer(),
    complementaryRefundCents: Integer(),
    recoveredCents: Integer(),
  }),
})

export const Invoice = Object({
  invoiceId: String(),
  counterId: String(),
  state: Union([
    Literal('pending'),
    Literal('validated'),
    Literal('sent'),
    Literal('accepted'),
    Literal('rejected'),
    Literal('paid'),
    Literal('payment-rejected'),
  ]),
  /** 3 secured by a card and its context, 5 degraded */
  securityMode: Union([Literal(3), Literal(5)]),
  beneficiaryId: String(),
  familyName: String(),
  givenNames: String(),
  careDay: Day(),
  /** the day, in France, on which it was begun; once it is final in mode 3, the day on which it became so */
  billedDay: Day(),
  carePath: Optional(CarePath),
  thirdParty: ThirdParty,
  exemption: Exemption,
  staffId: Optional(String()),
  lines: Array(ActLine),
  shares: Shares,
  createdAt: Instant(),
  validatedAt: Optional(Instant()),
  sentAt: Optional(Instant()),
  answeredAt: Optional(Instant()),
  paidAt: Optional(Instant()),
  /** of `rejected` and `payment-rejected`: the insurer's reason */
  rejection: Optional(Union([Literal('rights-closed'), Literal('payment')])),
  /** the invoice that this one takes back, and the one that takes it back */
  corrects: Optional(String()),
  correctedBy: Optional(String()),
})
export type Invoice = Static<typeof Invoice>

const invoiceParams = Object({ invoiceId: Bytes(16) })
const refused = ['sign-in-needed', 'counter-unknown', 'invoice-unknown'] as const

/** A context of this counter, with its secret. */
const UsedContext = Object({ contextId: String({ maxLength: 32 }), token: Bytes(32) }, exact)

/**
 * Makes an invoice, under an id that the counter draws: the same again gets the same answer, the same id with anything else
 * in it is `invoice-conflict`. With a `context` it is secured (mode 3); with the `entryId` of a reading made without network
 * it is not (mode 5). It stays `pending`, with the shares as of now, until it is validated.
 */
export const putInvoice = endpoint({
  method: 'PUT',
  url: '/invoices/:invoiceId',
  params: invoiceParams,
  body: Object(
    {
      context: Optional(UsedContext),
      /** of a card read without network: the entry of the journal, at whose counter the invoice is made */
      entryId: Optional(Bytes(16)),
      /** with an entry, when the counter made it; otherwise it is made now */
      madeAt: Optional(Instant()),
      /** with an entry, who made it for the professional, null for themselves; otherwise whoever read the card */
      staffId: Optional(Union([String({ minLength: 1, maxLength: 16 }), Null()])),
      /** whom the presented card stands for; whoever presented it where it is not there */
      beneficiaryId: Optional(String({ maxLength: 32 })),
      careDay: Day(),
      carePath: Optional(CarePath),
      thirdParty: ThirdParty,
      /** one of those the registry knows that day, or 0; a line may have its own */
      exemption: Exemption,
      lines: Array(ActLine, { maxItems: 100 }),
    },
    exact,
  ),
  answer: Invoice,
  problems: [
    'sign-in-needed',
    'counter-unknown',
    'context-unknown',
    'context-expired',
    'entry-unknown',
    'entry-refused',
    'staff-unknown',
    'beneficiary-unknown',
    'exemption-unknown',
    'invoice-conflict',
    'care-day',
    'care-path-missing',
    'invoice-lines',
    'act-unknown',
    'act-profession',
    'act-field',
    'medicine-code',
  ],
})

/**
 * Makes a pending invoice final: ceilings are taken, the holder is told, and it goes to the insurer. Its shares are computed
 * anew: they may be others than when it was made. One of mode 3 needs a context of that person alive now, its own or the one
 * that renewed it. One that is validated already is answered as it is.
 */
export const validateInvoice = endpoint({
  method: 'POST',
  url: '/invoices/:invoiceId/validation',
  params: invoiceParams,
  body: Object({ context: Optional(UsedContext) }, exact),
  answer: Invoice,
  problems: [
    ...refused,
    'context-expired',
    'context-other-person',
    'care-day',
    'beneficiary-unknown',
    'exemption-unknown',
  ],
})

/** Takes an invoice back by another, every amount turned. Once; the same correction again gets the same answer. */
export const correctInvoice = endpoint({
  method: 'POST',
  url: '/invoices/:invoiceId/correction',
  params: invoiceParams,
  body: Object({ correctionId: Bytes(16) }, exact),
  answer: Invoice,
  problems: [...refused, 'invoice-state', 'invoice-countered', 'invoice-conflict'],
})

/** Gives up a pending invoice: nothing of it is kept. One that is not there any more is `invoice-unknown`. */
export const dropInvoice = endpoint({
  method: 'DELETE',
  url: '/invoices/:invoiceId',
  params: invoiceParams,
  answer: Object({}),
  problems: ['sign-in-needed', 'invoice-unknown', 'invoice-state'],
})

/**
 * Sends an invoice again, as it is, that the insurer rejected or did not pay. One that is on its way is answered as it is.
 */
export const resendInvoice = endpoint({
  method: 'POST',
  url: '/invoices/:invoiceId/resending',
  params: invoiceParams,
  answer: Invoice,
  problems: ['sign-in-needed', 'invoice-unknown', 'invoice-state', 'invoice-countered'],
})

export const readInvoice = endpoint({
  method: 'GET',
  url: '/invoices/:invoiceId',
  params: invoiceParams,
  answer: Invoice,
  problems: refused,
})

/** What a professional gets once for the first invoice that the insurer accepted through the app. */
export const EquipmentAid = Object({ openedAt: Instant(), cents: Integer() })
export type EquipmentAid = Static<typeof EquipmentAid>

/**
 * The invoices that this professional made on a day, at whichever counter, oldest first. Totals are of what is paid now, of
 * all but pending ones; their three parts sum to the total. `isWhole` is false where there are more than are listed.
 */
export const DayInvoices = Object({
  invoices: Array(Invoice),
  totals: Object({
    count: Integer(),
    totalCents: Integer(),
    obligatoryCents: Integer(),
    complementaryCents: Integer(),
    patientCents: Integer(),
  }),
  isWhole: Boolean(),
  equipmentAid: Union([EquipmentAid, Null()]),
})
export type DayInvoices = Static<typeof DayInvoices>

export const listInvoices = endpoint({
  method: 'GET',
  url: '/days/:day/invoices',
  params: Object({ day: Day() }),
  answer: DayInvoices,
  problems: ['sign-in-needed'],
})
