import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Clock } from '../clock.ts'
import type { ChallengePurpose, Passkey, PasskeyStore } from './passkey-store.ts'

/** A challenge lives so long: the browser's prompt has as much. */
export const challengeMs = 5 * 60_000

export interface PasskeyNeeds {
  readonly passkeys: PasskeyStore
  readonly clock: Clock
  /** The card app's origin; its host name is the relying party. */
  readonly origin: string
}

interface Owner {
  readonly personId: string
  readonly phoneId: string
}

/**
 * Passkeys (WebAuthn 3) of the card app: user verification required, no attestation, discoverable where possible. What
 * PRF yields never comes here; a credential that carries it is refused.
 */
export interface Passkeys {
  /** `userName` is what the authenticator shows its owner. */
  registrationOptions(
    owner: Owner,
    userName: string,
  ): Promise<PublicKeyCredentialCreationOptionsJSON>
  /** Throws `passkey-refused` or `challenge-expired`. The same credential again is taken once, and is no error. */
  register(owner: Owner, credential: RegistrationResponseJSON, hasPrf: boolean): Promise<void>
  /** Null when the phone has no passkey. */
  challenge(
    owner: Owner,
    purpose: ChallengePurpose,
  ): Promise<PublicKeyCredentialRequestOptionsJSON | null>
  /** Throws `passkey-refused` or `challenge-expired`. Returns when the holder was verified, once for each challenge. */
  verify(
    owner: Owner,
    purpose: ChallengePurpose,
    assertion: AuthenticationResponseJSON,
  ): Promise<void>
}

export function makePasskeys({ passkeys, clock, origin }: PasskeyNeeds): Passkeys {
  const rpID = new URL(origin).hostname
  const timeout = challengeMs

  async function remember(challenge: string, purpose: ChallengePurpose, phoneId: string) {
    const expiresAt = new Date(clock().getTime() + challengeMs)
    await passkeys.addChallenge({ challenge, purpose, phoneId }, expiresAt)
  }

  /** Takes the challenge that an answer names, whatever becomes of the answer. */
  async function take(answer: Answer, purpose: ChallengePurpose, phoneId: string): Promise<string> {
    const challenge = challengeOf(answer)
    const isTaken = await passkeys.takeChallenge({ challenge, purpose, phoneId }, clock())
    if (!isTaken) throw new Refusal('challenge-expired')
    return challenge
  }

  return {
    async registrationOptions({ personId, phoneId }, userName) {
      const known = await passkeys.ofPhone(personId, phoneId)
      const options = await generateRegistrationOptions({
        rpName: 'Étui',
        rpID,
        userName,
        timeout,
        attestationType: 'none',
        userDisplayName: userName,
        userID: new Uint8Array(Buffer.from(phoneId)),
        authenticatorSelection: {
          residentKey: 'preferred',
          userVerification: 'required',
        },
        supportedAlgorithmIDs: [-8, -7, -257],
        excludeCredentials: known.map(descriptorOf),
      })
      await remember(options.challenge, 'register', phoneId)
      // The library's types and the browser's name the same JSON (WebAuthn 3, section 5.1.8).
      return options as unknown as PublicKeyCredentialCreationOptionsJSON
    },

    async register({ personId, phoneId }, credential, hasPrf) {
      refuseSecrets(credential)
      // As above; what it really holds is what the library verifies.
      const response = credential as unknown as Registration
      const known = await passkeys.ofPhone(personId, phoneId)
      if (known.some(({ credentialId }) => credentialId === response.id)) return
      const expectedChallenge = await take(response, 'register', phoneId)
      const { registrationInfo } = await verifyRegistrationResponse({
        response,
        expectedChallenge,
        expectedOrigin: origin,
        expectedRPID: rpID,
        requireUserVerification: true,
        supportedAlgorithmIDs: [-8, -7, -257],
      }).catch(refuse)
      if (!registrationInfo) throw new Refusal('passkey-refused')
      const { id, publicKey, counter, transports = [] } = registrationInfo.credential
      const passkey: Passkey = {
        credentialId: id,
        personId,
        phoneId,
        publicKey: Buffer.from(publicKey),
        signCount: counter,
        transports: transports.slice(0, 8),
        hasPrf,
      }
      if (!(await passkeys.add(passkey, clock()))) throw new Refusal('passkey-refused')
    },

    async challenge({ personId, phoneId }, purpose) {
      const known = await passkeys.ofPhone(personId, phoneId)
      if (known.length === 0) return null
      const options = await generateAuthenticationOptions({
        rpID,
        timeout,
        userVerification: 'required',
        allowCredentials: known.map(descriptorOf),
      })
      await remember(options.challenge, purpose, phoneId)
      // As above.
      return options as unknown as PublicKeyCredentialRequestOptionsJSON
    },

    async verify({ personId, phoneId }, purpose, assertion) {
      refuseSecrets(assertion)
      // As above.
      const response = assertion as unknown as Authentication
      const expectedChallenge = await take(response, purpose, phoneId)
      const known = await passkeys.ofPhone(personId, phoneId)
      const passkey = known.find(({ credentialId }) => credentialId === response.id)
      if (!passkey) throw new Refusal('passkey-refused')
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        expectedChallenge,
        expectedOrigin: origin,
        expectedRPID: rpID,
        credential: {
          id: passkey.credentialId,
          publicKey: new Uint8Array(passkey.publicKey),
          counter: passkey.signCount,
        },
        requireUserVerification: true,
      }).catch(refuse)
      if (!verified) throw new Refusal('passkey-refused')
      const { credentialID, newCounter } = authenticationInfo
      if (!(await passkeys.countUp(credentialID, newCounter))) throw new Refusal('passkey-refused')
    },
  }
}

function descriptorOf({ credentialId, transports }: Passkey) {
  return { id: credentialId, transports: [...transports] }
}

type Registration = Parameters<typeof verifyRegistrationResponse>[0]['response']
type Authentication = Parameters<typeof verifyAuthenticationResponse>[0]['response']
type Answer = Registration | Authentication

/** The challenge an answer claims to be for; whether it is, the verifier says. */
function challengeOf({ response }: Answer): string {
  try {
    const text = Buffer.from(response.clientDataJSON, 'base64url').toString('utf8')
    const { challenge } = JSON.parse(text) as { challenge?: unknown }
    if (typeof challenge === 'string' && challenge.length <= 256) return challenge
  } catch (cause) {
    throw new Refusal('passkey-refused', {}, { cause })
  }
  throw new Refusal('passkey-refused')
}

/** A phone that sends the output of PRF sends the key of its vault. */
function refuseSecrets({
  clientExtensionResults: results,
}: {
  clientExtensionResults?: unknown
}): void {
  if (/"results"\s*:/.test(JSON.stringify(results ?? {}))) throw new Refusal('passkey-refused')
}

function refuse(cause: unknown): never {
  throw new Refusal('passkey-refused', {}, { cause })
}
