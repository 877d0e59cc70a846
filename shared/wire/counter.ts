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
import { Bytes, ChallengeBytes, Instant } from './shapes.ts'

const exact = { additionalProperties: false } as const

export const Counter = Object({ counterId: String(), name: String() })
export type Counter = Static<typeof Counter>

/** Who is signed in at this workstation. `offlineUntil`: 12 hours after the sign-in, cards can still be verified offline. */
export const Session = Object({
  professional: Object({
    /** the same at each sign-in, and nobody else's */
    professionalId: String(),
    name: String(),
    professionCode: String(),
    organisation: String(),
  }),
  counter: Union([Counter, Null()]),
  signedInAt: Instant(),
  offlineUntil: Instant(),
  endsAt: Instant(),
})
export type Session = Static<typeof Session>

/** Null where nobody is signed in: a page that opens asks, and that is no error. */
export const readSession = endpoint({
  method: 'GET',
  url: '/session',
  answer: Object({ session: Union([Session, Null()]) }),
})

/** Names this workstation, or takes up again the one it was (`counterId`), for the professional signed in. */
export const openCounter = endpoint({
  method: 'POST',
  url: '/counter',
  body: Object(
    {
      name: String({ minLength: 1, maxLength: 60 }),
      counterId: Optional(String({ maxLength: 16 })),
    },
    exact,
  ),
  answer: Counter,
  problems: ['sign-in-needed'],
})

/** What a counter needs to verify without network. Private scalars of P-256 group keys: 32 bytes; points: 65. */
export const CounterKit = Object({
  serverTime: Instant(),
  class: Union([Literal('production'), Literal('test'), Literal('demonstration')]),
  issuer: String(),
  rootKey: Bytes(65),
  groupKeys: Array(
    Object({
      gkid: Integer(),
      secret: Bytes(32),
      point: Bytes(65),
      from: Integer(),
      to: Integer(),
    }),
  ),
})
export type CounterKit = Static<typeof CounterKit>

export const readCounterKit = endpoint({
  method: 'GET',
  url: '/counter/kit',
  answer: CounterKit,
  problems: ['sign-in-needed', 'counter-unknown'],
})

/** Why obligatory cover pays more than its rate: DOMAIN.md 4.3's codes, with the days they hold. */
export const Exemption = Object({
  code: Union([Literal('3'), Literal('4'), Literal('5'), Literal('7'), Literal('9')]),
  from: String(),
  to: Optional(String()),
})
export type Exemption = Static<typeof Exemption>

/** Rights as the registry answers them now. Dates are YYYY-MM-DD. */
export const Rights = Object({
  asOf: Instant(),
  isOpen: Boolean(),
  from: Optional(String()),
  to: Optional(String()),
  organisation: String(),
  managementCode: String(),
  hasC2s: Boolean(),
  hasThirdPartyPayment: Boolean(),
  hasWorkAccident: Boolean(),
  complementary: Optional(Object({ number: String(), to: Optional(String()) })),
  /** health data: for a profession that may see them, and not there for any other */
  exemptions: Optional(Array(Exemption)),
})
export type Rights = Static<typeof Rights>

export const CardPerson = Object({
  nir: String(),
  ins: Optional(String()),
  familyName: String(),
  givenNames: String(),
  /** YYYYMMDD as in the card; month or day may be impossible */
  birthDate: Integer(),
  birthRank: Integer(),
  quality: Integer(),
})
export type CardPerson = Static<typeof CardPerson>

/** The first reading of a presentation; `counterName` only when it is one of this professional's. */
export const PreviousReading = Object({
  readAt: Instant(),
  isHere: Boolean(),
  counterName: Optional(String()),
})
export type PreviousReading = Static<typeof PreviousReading>

/** For half an hour: identity and rights of whoever was presented, and a place to bill. The token is told here alone. */
export const OpenedContext = Object({
  contextId: String(),
  token: Bytes(32),
  endsAt: Instant(),
})
export type OpenedContext = Static<typeof OpenedContext>

/** Whom a presented card stands for: all of the holder's for a holder's card, a dependant alone for their own. */
export const CardBeneficiary = Object({
  beneficiaryId: String(),
  familyName: String(),
  givenNames: String(),
  /** YYYYMMDD */
  birthDate: Integer(),
  birthRank: Integer(),
  quality: Integer(),
  isPresented: Boolean(),
})
export type CardBeneficiary = Static<typeof CardBeneficiary>

/** One reading by the server. `verdict` is of PRESENTATION.md's closed list; the rest is what it established. */
export const Reading = Object({
  verdict: String(),
  readAt: Instant(),
  /** seconds too old (stale) or off (clock) */
  secondsOff: Optional(Integer()),
  person: Optional(CardPerson),
  cardIssuedAt: Optional(Instant()),
  rights: Optional(Rights),
  blockedAt: Optional(Instant()),
  expiredAt: Optional(Instant()),
  unlockedBy: Optional(Integer()),
  /** of `audience`: made for another counter, or for a challenge that was not this counter's or is over */
  audience: Optional(Union([Literal('other-counter'), Literal('challenge')])),
  /** of a replayed presentation */
  previous: Optional(PreviousReading),
  /** read at two counters within ten minutes: accepted, and worth a look */
  isFlagged: Optional(Boolean()),
  /** the same presentation again within 30 s at the same counter: one scan */
  isRepeat: Optional(Boolean()),
  /** of a valid card; the beneficiaries too, where the registry answered */
  context: Optional(OpenedContext),
  beneficiaries: Optional(Array(CardBeneficiary)),
})
export type Reading = Static<typeof Reading>

export const readPresentation = endpoint({
  method: 'POST',
  url: '/readings',
  body: Object(
    {
      frame: String({ maxLength: 8000 }),
      /** the challenge of this counter that the frame answers, base64url: known to nobody else */
      challenge: Optional(ChallengeBytes()),
    },
    exact,
  ),
  answer: Reading,
  problems: ['sign-in-needed', 'counter-unknown'],
})
