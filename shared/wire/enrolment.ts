import {
  Array,
  Boolean,
  Integer,
  Literal,
  Object,
  Optional,
  String,
  Union,
  Unsafe,
  type Static,
} from 'typebox'
import { CheckView } from './check-view.ts'
import { endpoint } from './endpoint.ts'
import { Refreshed } from './phone.ts'
import { Bytes, Instant, SixDigits } from './shapes.ts'

/** Where an activation stands. Before the contact is proven it tells nothing the registry knows but a masked address. */
export const Enrolment = Object({
  step: Union([
    Literal('person'),
    Literal('contact'),
    Literal('identity'),
    Literal('securing'),
    Literal('active'),
    Literal('refused'),
  ]),
  refusal: Optional(String()),
  /** at the number, after the identity was accepted: why it is to be proven again */
  sentBack: Optional(Union([Literal('overtaken'), Literal('stopped')])),
  contact: Optional(
    Object({
      maskedEmail: String(),
      codeExpiresAt: Instant(),
      resendFrom: Instant(),
      triesLeft: Integer(),
    }),
  ),
  identity: Optional(
    Object({
      state: Union([
        Literal('none'),
        Literal('started'),
        Literal('awaiting-code'),
        Literal('accepted'),
        Literal('differs'),
        Literal('cancelled'),
        Literal('lapsed'),
      ]),
      differing: Array(String()),
    }),
  ),
  /** the newest check by video, while the identity is still to be proven */
  check: Optional(CheckView),
  /** a code to show at a desk, or what an agent saw there and a second one must agree to */
  desk: Optional(Object({ isWaiting: Boolean(), expiresAt: Instant() })),
  /** what became of what an agent saw there: a second one said no, or none answered in time */
  deskOutcome: Optional(Union([Literal('refused'), Literal('lapsed')])),
  /** what was asked to be corrected in the file */
  correction: Optional(Object({ state: Union([Literal('open'), Literal('closed')]) })),
  securing: Optional(
    Object({
      isCodeSet: Boolean(),
      isPasskeySet: Boolean(),
      /** shown back to the person, and what a secret code must not be */
      givenNames: String(),
      familyName: String(),
      birthDate: String(),
      /** whether another phone holds the card now: it will end */
      endsAnotherPhone: Boolean(),
      /** later the identity is to be proven again */
      endsAt: Instant(),
    }),
  ),
})
export type Enrolment = Static<typeof Enrolment>

const none = Object({}, { additionalProperties: false })
const exact = { additionalProperties: false } as const

/** Accepts the terms and opens an activation for the device key that signs; the same key again finds its own. */
export const openEnrolment = endpoint({
  method: 'POST',
  url: '/enrolment',
  body: Object(
    { termsVersion: String({ maxLength: 20 }), language: Union([Literal('fr'), Literal('en')]) },
    exact,
  ),
  answer: Enrolment,
  problems: ['terms-outdated'],
})

export const readEnrolment = endpoint({
  method: 'GET',
  url: '/enrolment',
  answer: Enrolment,
  problems: ['enrolment-unknown'],
})

/** `birthDate` is YYYY-MM-DD. A known and an unknown number get the same answer. */
export const tellPerson = endpoint({
  method: 'POST',
  url: '/enrolment/person',
  body: Object(
    {
      nir: String({ maxLength: 40 }),
      birthDate: String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }),
    },
    exact,
  ),
  answer: Enrolment,
  problems: ['enrolment-unknown', 'enrolment-step', 'nir-key', 'birth-date-differs', 'too-young'],
})

export const sendContactCode = endpoint({
  method: 'POST',
  url: '/enrolment/contact/code',
  body: none,
  answer: Enrolment,
  problems: ['enrolment-step', 'limit-reached'],
})

export const proveContact = endpoint({
  method: 'POST',
  url: '/enrolment/contact',
  body: Object({ code: SixDigits() }, exact),
  answer: Enrolment,
  problems: ['contact-code-wrong', 'contact-code-expired', 'contact-code-spent', 'enrolment-step'],
})

/** Starts France Identité: the page goes to `authorizationUrl`; a ten-minute cookie ties this browser to the return. */
export const startIdentity = endpoint({
  method: 'POST',
  url: '/enrolment/identity',
  body: none,
  answer: Object({ authorizationUrl: String() }),
  problems: ['enrolment-step', 'identity-provider-down'],
})

/** The six digits the other browser shows, when the return did not land in this one. */
export const proveIdentityCode = endpoint({
  method: 'POST',
  url: '/enrolment/identity/code',
  body: Object({ code: SixDigits() }, exact),
  answer: Enrolment,
  problems: ['identity-code-wrong', 'identity-expired', 'enrolment-step'],
})

/** Sets the secret code by its proof (shared/vault); answers the 32-byte share the code releases. */
export const setSecretCode = endpoint({
  method: 'POST',
  url: '/enrolment/secret-code',
  body: Object({ proof: Bytes(32) }, exact),
  answer: Object({ share: Bytes(32), enrolment: Enrolment }),
  problems: ['enrolment-step'],
})

export const passkeyOptions = endpoint({
  method: 'POST',
  url: '/enrolment/passkey/options',
  body: none,
  answer: Object({ options: Unsafe<PublicKeyCredentialCreationOptionsJSON>({}) }),
  problems: ['enrolment-step'],
})

/** `hasPrf` is what the phone found: told to the holder, and needed for the offline lease's rule. */
export const registerPasskey = endpoint({
  method: 'POST',
  url: '/enrolment/passkey',
  body: Object(
    { credential: Unsafe<RegistrationResponseJSON>({ type: 'object' }), hasPrf: Boolean() },
    exact,
  ),
  answer: Enrolment,
  problems: ['passkey-refused', 'challenge-expired', 'enrolment-step'],
})

/** Ends another phone, if any, and makes this one active, in one transaction. Keys are 65-byte P-256 points. */
export const activate = endpoint({
  method: 'POST',
  url: '/enrolment/activation',
  body: Object({ mailboxKey: Bytes(65), presentationKey: Bytes(65), tokenHash: Bytes(32) }, exact),
  answer: Refreshed,
  problems: ['enrolment-step'],
})
