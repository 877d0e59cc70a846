/**
 * Every reason Étui says no. Closed: a code without its HTTP status (shared/wire/problem.ts) or without its sentence in
 * each language does not pass the checks. No code speaks of transport.
 */
export type RefusalCode =
  // the number
  | 'nir-length'
  | 'nir-characters'
  | 'nir-sex'
  | 'nir-month'
  | 'nir-place'
  | 'nir-key'
  | 'birth-date-malformed'
  | 'birth-date-differs'
  // activation
  | 'enrolment-unknown'
  | 'enrolment-step'
  | 'terms-outdated'
  | 'contact-code-wrong'
  | 'contact-code-expired'
  | 'contact-code-spent'
  | 'too-young'
  | 'rights-closed'
  | 'under-guardianship'
  | 'regime-not-served'
  | 'department-not-served'
  | 'file-conflict'
  | 'identity-cancelled'
  | 'identity-expired'
  | 'identity-traits-differ'
  | 'identity-code-wrong'
  | 'identity-provider-down'
  | 'check-state'
  | 'check-attempts-spent'
  | 'recordings-missing'
  | 'recording-unknown'
  | 'recording-offset'
  | 'recording-refused'
  // code and passkey
  | 'code-trivial'
  | 'code-wrong'
  | 'code-paused'
  | 'code-locked'
  | 'passkey-refused'
  | 'passkey-unknown'
  | 'challenge-expired'
  | 'passkey-cancelled'
  | 'lease-ended'
  | 'vault-lost'
  // the phone
  | 'phone-unknown'
  | 'phone-ended'
  | 'card-suspended'
  | 'card-blocked'
  | 'refresh-suspended'
  | 'refresh-conflict'
  | 'proof-missing'
  | 'proof-malformed'
  | 'proof-nonce'
  | 'proof-replayed'
  // the counter
  | 'sign-in-needed'
  | 'sign-in-failed'
  | 'not-a-professional'
  | 'counter-unknown'
  | 'staff-unknown'
  | 'staff-full'
  | 'frame-malformed'
  | 'reading-unknown'
  | 'tap-none'
  | 'tap-ended'
  | 'tag-unknown'
  | 'tag-copied'
  | 'journal-conflict'
  | 'context-unknown'
  | 'context-expired'
  | 'context-other-person'
  | 'beneficiary-unknown'
  // the invoice
  | 'care-day'
  | 'care-path-missing'
  | 'invoice-lines'
  | 'act-unknown'
  | 'act-profession'
  | 'act-field'
  | 'medicine-code'
  | 'exemption-unknown'
  | 'invoice-unknown'
  | 'invoice-conflict'
  | 'entry-unknown'
  | 'entry-refused'
  | 'invoice-state'
  | 'invoice-countered'
  // the console
  | 'not-an-agent'
  | 'case-held'
  | 'case-not-held'
  | 'case-decided'
  | 'case-for-supervisor'
  | 'case-person-unknown'
  | 'desk-code-wrong'
  | 'desk-person-unknown'
  | 'approval-own'
  | 'approval-ended'
  | 'correction-closed'
  | 'report-closed'
  // anybody
  | 'origin-foreign'
  | 'limit-reached'
  | 'request-malformed'
  | 'body-too-large'
  | 'route-unknown'
  | 'method-unknown'
  | 'media-unknown'
  | 'database-busy'
  | 'server-fault'
  | 'network-down'
  // trust and lists
  | 'list-malformed'
  | 'list-signature'
  | 'list-rollback'
  | 'list-expired'
  | 'root-changed'
  | ProgramRefusalCode

/** What only programs are told, in OAuth's way: no person reads it, so it has no sentence. */
export type ProgramRefusalCode =
  | 'client-unknown'
  | 'client-revoked'
  | 'assertion-malformed'
  | 'assertion-expired'
  | 'assertion-replayed'
  | 'grant-unknown'
  | 'scope-unknown'
  | 'token-missing'
  | 'token-unknown'
  | 'token-expired'
  | 'scope-missing'

/** A refusal of the domain. `facts` are safe to show and to send: never a trait, never a secret. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly facts: RefusalFacts

  constructor(code: RefusalCode, facts: RefusalFacts = {}, options?: ErrorOptions) {
    super(code, options)
    this.code = code
    this.facts = facts
  }
}

/** What a sentence about a refusal may need: tries left, a pause's end, which traits differ. */
export type RefusalFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>
