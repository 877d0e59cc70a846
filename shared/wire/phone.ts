import { Literal, Null, Object, String, Union, Unsafe, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { Bytes, Instant } from './shapes.ts'

/**
 * The answer of a refresh: a letter sealed to the mailbox (HPKE base, COSE HPKE-0 suite, info `etui mailbox 1`, aad the
 * phone's device thumbprint; `sealed` is ek(65) | ct), and in clear only the server's time and when to come again.
 */
export const Refreshed = Object({
  serverTime: Instant(),
  nextRefreshAt: Instant(),
  sealed: String(),
})
export type Refreshed = Static<typeof Refreshed>

const exact = { additionalProperties: false } as const
const Token = {
  /** 32 random bytes drawn by the phone */
  token: Bytes(32),
  /** SHA-256 of the token it will present next, already written to its disk */
  nextHash: Bytes(32),
  /** where its reading of letters stands; empty at first */
  cursor: String({ maxLength: 64 }),
}

/** Refresh-token rotation with DPoP (DESIGN.md 6). The same request again gets the same result. */
export const refresh = endpoint({
  method: 'POST',
  url: '/refresh',
  body: Object(Token, exact),
  answer: Refreshed,
  problems: [
    'refresh-suspended',
    'refresh-conflict',
    'card-suspended',
    'card-blocked',
    'phone-unknown',
    'phone-ended',
  ],
})

/** A challenge for the passkey, to resume refreshing or to set a new code. `options` is null where there is no passkey. */
export const challengePasskey = endpoint({
  method: 'POST',
  url: '/passkey/challenge',
  body: Object({ purpose: Union([Literal('resume'), Literal('code-reset')]) }, exact),
  answer: Object({
    // Said openly: what a schema does not name is not written.
    options: Union([
      Unsafe<PublicKeyCredentialRequestOptionsJSON>({ type: 'object', additionalProperties: true }),
      Null(),
    ]),
  }),
  problems: ['phone-unknown', 'phone-ended'],
})

/** Takes up refreshing after a stale token, by the passkey or the code. Two branches that both do so block the card. */
export const resumeRefresh = endpoint({
  method: 'POST',
  url: '/refresh/resume',
  body: Object(
    {
      ...Token,
      by: Union([
        Object(
          {
            kind: Literal('passkey'),
            assertion: Unsafe<AuthenticationResponseJSON>({ type: 'object' }),
          },
          exact,
        ),
        Object({ kind: Literal('code'), proof: Bytes(32) }, exact),
      ]),
    },
    exact,
  ),
  answer: Refreshed,
  problems: [
    'passkey-refused',
    'challenge-expired',
    'code-wrong',
    'code-paused',
    'code-locked',
    'card-blocked',
  ],
})

/** Releases the share for a right code proof. 3 tries, then pauses of 1 minute, 5 minutes, 1 hour, then locked. */
export const releaseShare = endpoint({
  method: 'POST',
  url: '/code/share',
  body: Object({ proof: Bytes(32) }, exact),
  answer: Object({ share: Bytes(32) }),
  problems: [
    'code-wrong',
    'code-paused',
    'code-locked',
    'card-suspended',
    'card-blocked',
    'phone-ended',
  ],
})

/** Sets a new code, proven by the passkey; unlocks a locked one. */
export const resetCode = endpoint({
  method: 'POST',
  url: '/code',
  body: Object(
    { assertion: Unsafe<AuthenticationResponseJSON>({ type: 'object' }), proof: Bytes(32) },
    exact,
  ),
  answer: Object({ share: Bytes(32) }),
  problems: ['passkey-refused', 'challenge-expired'],
})

/**
 * Server-sent events for a phone whose case is open (HTML, 9.2), asked for with a DPoP proof like every other call. `news`: there
 * is something to refresh for; what it is, a refresh alone tells. `ended`: this phone's card no longer works, and a refresh
 * tells why. `replaced`: the phone asked again elsewhere. No event carries anything else. The server ends a stream without a
 * word after some minutes: the phone then comes back with another proof.
 */
export const newsUrl = '/news'
export const newsEvents = ['news', 'ended', 'replaced'] as const
export type NewsEvent = (typeof newsEvents)[number]
