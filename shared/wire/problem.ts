import { Integer, Object, Optional, String, type Static } from 'typebox'
import type { RefusalCode } from '../refusal.ts'

/** The HTTP status and English title of every refusal; the code is the last part of the problem's `type` (RFC 9457). */
export const problems = {
  'nir-length': [400, 'The number must have 15 characters'],
  'nir-characters': [400, 'The number holds a character it cannot have'],
  'nir-sex': [400, 'The first digit of the number does not exist'],
  'nir-month': [400, 'The month in the number does not exist'],
  'nir-place': [400, 'The birth place in the number does not exist'],
  'nir-key': [400, 'The key of the number does not fit'],
  'birth-date-malformed': [400, 'This is not a date of birth'],
  'birth-date-differs': [400, 'The date of birth does not agree with the number'],
  'enrolment-unknown': [404, 'No activation is under way on this phone'],
  'enrolment-step': [409, 'The activation is at another step'],
  'terms-outdated': [409, 'The terms have changed since they were shown'],
  'contact-code-wrong': [403, 'This is not the code that was sent'],
  'contact-code-expired': [410, 'The code has expired'],
  'contact-code-spent': [429, 'Too many wrong codes: ask for a new one'],
  'too-young': [403, 'The holder of a card must be of age'],
  'rights-closed': [403, 'The rights of this person are closed'],
  'under-guardianship': [403, 'A guardian must activate this card at the desk'],
  'identity-cancelled': [409, 'The identity check was cancelled'],
  'identity-expired': [410, 'The identity check took too long'],
  'identity-traits-differ': [409, 'The identity does not match the insurer’s file'],
  'identity-code-wrong': [403, 'This is not the code the other browser shows'],
  'identity-provider-down': [503, 'The identity provider does not answer'],
  'code-trivial': [400, 'This code is too easy to guess'],
  'code-wrong': [403, 'Wrong code'],
  'code-paused': [429, 'Too many wrong codes: wait'],
  'code-locked': [423, 'The code is locked'],
  'passkey-refused': [403, 'The passkey was not accepted'],
  'passkey-unknown': [404, 'This passkey is not known here'],
  'challenge-expired': [410, 'The challenge has expired'],
  'passkey-cancelled': [409, 'The passkey was cancelled'],
  'lease-ended': [410, 'The code no longer works without network'],
  'vault-lost': [410, 'What this phone kept is lost'],
  'phone-unknown': [404, 'This phone holds no card'],
  'phone-ended': [410, 'The card of this phone has ended'],
  'card-suspended': [423, 'The card is suspended'],
  'card-blocked': [410, 'The card is blocked'],
  'refresh-suspended': [409, 'The phone must prove itself before it refreshes'],
  'refresh-conflict': [409, 'Another refresh of this phone was faster'],
  'proof-missing': [401, 'A DPoP proof is needed'],
  'proof-malformed': [401, 'The DPoP proof is not valid'],
  'proof-nonce': [401, 'The DPoP proof needs the server’s nonce'],
  'proof-replayed': [401, 'The DPoP proof was used before'],
  'sign-in-needed': [401, 'Sign in first'],
  'sign-in-failed': [403, 'The sign-in did not succeed'],
  'not-a-professional': [403, 'This identity is not a health professional’s'],
  'counter-unknown': [404, 'This counter is not known'],
  'frame-malformed': [400, 'This is not a presentation'],
  'origin-foreign': [403, 'The request comes from another site'],
  'limit-reached': [429, 'Too many requests: wait'],
  'request-malformed': [400, 'The request is malformed'],
  'body-too-large': [413, 'The request is too large'],
  'route-unknown': [404, 'No such address'],
  'method-unknown': [405, 'This address does not take that method'],
  'media-unknown': [415, 'This type of content is not taken'],
  'database-busy': [503, 'The request could not be recorded: try again'],
  'server-fault': [500, 'Something broke on our side'],
  'network-down': [503, 'The network does not answer'],
  'list-malformed': [502, 'The list cannot be read'],
  'list-signature': [502, 'The list is not signed by whom it should be'],
  'list-rollback': [409, 'The list is older than the one already held'],
  'list-expired': [410, 'The list has expired'],
  'root-changed': [409, 'The server shows another root key than the one pinned here'],
} as const satisfies Record<RefusalCode, readonly [status: number, title: string]>

/** An answer of `application/problem+json` (RFC 9457); facts of the refusal are extension members under `facts`. */
export const Problem = Object({
  type: String(),
  title: String(),
  status: Integer(),
  detail: Optional(String()),
  instance: Optional(String()),
  facts: Optional(Object({}, { additionalProperties: true })),
})
export type Problem = Static<typeof Problem>

/** The address of a refusal, as `type` of a problem. */
export function problemType(code: RefusalCode): string {
  return `https://etui.example/problems/${code}`
}
