import { Integer, Literal, Object, Optional, String, Union, type Static } from 'typebox'
import { endContext, Identity, renewContext, tellIdentity } from './context.ts'
import { CardPerson, OpenedContext, Reading, readPresentation, Rights } from './counter.ts'
import { type AnyEndpoint, endpoint } from './endpoint.ts'
import {
  ActLine,
  correctInvoice,
  DayInvoices,
  dropInvoice,
  Invoice,
  listInvoices,
  putInvoice,
  readInvoice,
  resendInvoice,
  Shares,
  validateInvoice,
} from './invoice.ts'
import { Problem } from './problem.ts'

/** Where practice software calls, on the counter's origin: every address below begins with it. */
export const practicePrefix = '/api/practice'

const Scope = Union([Literal('readings'), Literal('invoices')])
/** What a token may do. */
export type PracticeScope = Static<typeof Scope>

export const practiceScopes: Readonly<Record<PracticeScope, string>> = {
  readings: 'Verify cards; identity and rights of whoever presented theirs',
  invoices: 'Make, validate, correct and list invoices',
}

/** The only way a program says who it is: a JWT that its key signed (RFC 7523, section 2.2). */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** A problem that also says what OAuth says (RFC 6749, section 5.2), where that has a word for it. */
export const TokenRefusal = Object({
  ...Problem.properties,
  error: Optional(String()),
  error_description: Optional(String()),
})

/**
 * A token for client credentials (RFC 6749, section 4.4). Of `scope`, names with a space between; without it, all that the
 * program may do. `expires_in` is in seconds. Refusals say what OAuth says beside what every problem does.
 */
export const takeToken = endpoint({
  method: 'POST',
  url: '/token',
  form: true,
  body: Object({
    grant_type: String({ maxLength: 100 }),
    client_assertion_type: Literal(assertionType),
    client_assertion: String({ maxLength: 4_000 }),
    client_id: Optional(String({ maxLength: 100 })),
    scope: Optional(String({ maxLength: 200 })),
  }),
  refusal: TokenRefusal,
  answer: Object({
    access_token: String(),
    token_type: Literal('Bearer'),
    expires_in: Integer(),
    scope: String(),
  }),
  problems: [
    'request-malformed',
    'grant-unknown',
    'scope-unknown',
    'assertion-malformed',
    'assertion-expired',
    'assertion-replayed',
    'client-unknown',
    'client-revoked',
  ],
})

export interface PracticeOperation {
  readonly id: string
  readonly endpoint: AnyEndpoint
  readonly summary: string
  /** what the token must reach; none where a token is asked for */
  readonly scope?: PracticeScope
}

/** All that practice software may call: the counter's own endpoints, and the token they ask for. */
export const practiceOperations: readonly PracticeOperation[] = [
  { id: 'takeToken', endpoint: takeToken, summary: 'A token, ten minutes long' },
  {
    id: 'readPresentation',
    endpoint: readPresentation,
    scope: 'readings',
    summary:
      'Verifies the digits of a presented card. Whatever was scanned gets a verdict; a valid card gets a context too',
  },
  {
    id: 'tellIdentity',
    endpoint: tellIdentity,
    scope: 'readings',
    summary: 'Qualified identity and rights of now of one whom the card stands for',
  },
  {
    id: 'renewContext',
    endpoint: renewContext,
    scope: 'readings',
    summary: 'Verifies the card presented again, and opens a new context in the place of this one',
  },
  { id: 'endContext', endpoint: endContext, scope: 'readings', summary: 'Ends a context now' },
  {
    id: 'putInvoice',
    endpoint: putInvoice,
    scope: 'invoices',
    summary: 'Makes a pending invoice under an id of yours: the same again gets the same answer',
  },
  {
    id: 'validateInvoice',
    endpoint: validateInvoice,
    scope: 'invoices',
    summary: 'Makes an invoice final: the holder is told, and it goes to the insurer',
  },
  {
    id: 'correctInvoice',
    endpoint: correctInvoice,
    scope: 'invoices',
    summary: 'Takes an invoice back by another, every amount turned',
  },
  {
    id: 'dropInvoice',
    endpoint: dropInvoice,
    scope: 'invoices',
    summary: 'Gives up a pending invoice',
  },
  {
    id: 'resendInvoice',
    endpoint: resendInvoice,
    scope: 'invoices',
    summary: 'Sends an invoice again, as it is, that was rejected or not paid',
  },
  { id: 'readInvoice', endpoint: readInvoice, scope: 'invoices', summary: 'One invoice' },
  {
    id: 'listInvoices',
    endpoint: listInvoices,
    scope: 'invoices',
    summary: 'The invoices of a day, and their totals',
  },
]

/** Shapes with a name of their own in the description of the API. */
export const practiceShapes = {
  Reading,
  Rights,
  CardPerson,
  OpenedContext,
  Identity,
  Invoice,
  ActLine,
  Shares,
  DayInvoices,
}
