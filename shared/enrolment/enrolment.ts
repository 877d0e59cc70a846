/**
 * The steps of an activation, in order, as the holder sees them (DESIGN.md 5). `eligibility` is judged by the server
 * the moment the contact is proven; a person it turns away stays at `refused` with the reason.
 */
export const enrolmentSteps = ['person', 'contact', 'identity', 'securing', 'active'] as const
export type EnrolmentStep = (typeof enrolmentSteps)[number] | 'refused'

export type IdentityState =
  | 'none'
  | 'started'
  | 'awaiting-code'
  | 'accepted'
  | 'differs'
  | 'cancelled'
  /** accepted, and nobody secured the phone in time: to be proven again */
  | 'lapsed'

/**
 * Why an activation whose identity was accepted is back at the number, and that proof worth nothing: another phone of the
 * person was activated, or their card was suspended or blocked.
 */
export const sentBackReasons = ['overtaken', 'stopped'] as const
export type SentBackReason = (typeof sentBackReasons)[number]

export function isSentBackReason(text: string | null): text is SentBackReason {
  return sentBackReasons.some((reason) => reason === text)
}

/** The traits that must agree between the identity provider and the registry. */
export const identityTraits = ['familyName', 'givenNames', 'birthDate', 'sex'] as const
export type IdentityTrait = (typeof identityTraits)[number]

/** The version of the terms a holder accepts; a change of their text is a new version. */
export const termsVersion = '2026-11'

/** A code sent by e-mail: six digits, alive for this long, with this many tries. */
export const contactCodeMs = 15 * 60_000
export const contactCodeTries = 5
/** Between two letters asked for, and at most so many for one activation in a day. */
export const contactResendMs = 30_000
export const contactSendsMax = 8
/** The code shown by another browser after an identity check. */
export const identityCodeMs = 10 * 60_000
export const identityCodeTries = 3
/** The walk to the identity provider and back. */
export const identityWalkMs = 10 * 60_000
/**
 * From an identity proven by the holder's own walk to the provider to a phone in use: they hold the phone as it is accepted.
 * Where an agent decided it is the server's setting. Later the holder proves again who they are.
 */
export const walkedSecuringMs = 24 * 60 * 60_000
export type EnrolmentAct = keyof typeof allowedAt

/** At which steps each act may be done. A person may go back to tell another number until their contact is proven. */
const allowedAt = {
  'tell-person': ['person', 'contact', 'refused'],
  'prove-contact': ['contact'],
  'send-contact-code': ['contact'],
  // By France Identité or by films, and by the one after the other said no.
  'check-identity': ['identity'],
  // At a desk no e-mail is needed.
  'show-desk-code': ['contact', 'identity'],
  'ask-correction': ['identity'],
  secure: ['securing'],
  activate: ['securing'],
} as const satisfies Record<string, readonly EnrolmentStep[]>

/** The steps at which an act may be done: what a store's guarded statement asks for. */
export function stepsFor(act: EnrolmentAct): EnrolmentStep[] {
  return [...allowedAt[act]]
}

export function mayAct(act: EnrolmentAct, step: EnrolmentStep): boolean {
  return stepsFor(act).includes(step)
}
