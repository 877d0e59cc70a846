import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { Refusal } from '@etui/shared/refusal.ts'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import type { DevicePasskey } from '../vault/device-keys.ts'
import type { SecretGuard } from '../http/secret-guard.ts'

/** What a ceremony gives: a credential fit to be sent, and apart from it the PRF's 32 bytes, which are not. */
export interface Ceremony<Credential> {
  readonly credential: Credential
  readonly prfOutput: Bytes | null
}

export interface Created extends Ceremony<RegistrationResponseJSON> {
  readonly passkey: DevicePasskey
  /** why the second asking for PRF gave nothing, when it did: the passkey is made all the same, and may be asked again */
  readonly refusal: Refusal | null
}

/** The two ceremonies, given so that they may be replayed where there is no authenticator. */
export interface PasskeyNeeds {
  readonly guard: SecretGuard
  readonly create?: typeof startRegistration
  readonly get?: typeof startAuthentication
}

/**
 * Makes a passkey with user verification and the PRF extension (WebAuthn Level 3, 10.1.4). `enabled` without results is
 * usual at creation: the same credential is then asked once more. `hasPrf` is false where a ceremony that went through gave
 * nothing, null where the second one did not go through; such a passkey still proves the holder to the server. Throws Refusal
 * `passkey-cancelled` or `passkey-refused`.
 */
export async function createPasskey(
  options: PublicKeyCredentialCreationOptionsJSON,
  needs: PasskeyNeeds,
): Promise<Created> {
  const { create = startRegistration, guard } = needs
  const prfSalt = drawBytes(32)
  const made = await ceremony(() =>
    create({ optionsJSON: withPrf<Asked<typeof create>>(options, prfSalt) }),
  )
  const { isEnabled, output } = readPrf(made.clientExtensionResults)
  if (output) await guard.keep(output)
  const passkey: DevicePasskey = {
    credentialId: made.id,
    transports: made.response.transports ?? [],
    hasPrf: output !== null ? true : isEnabled ? null : false,
    prfSalt,
    hkdfSalt: drawBytes(32),
  }
  const credential = toSend<RegistrationResponseJSON>(made)
  const created: Created = { credential, passkey, prfOutput: output, refusal: null }
  if (passkey.hasPrf !== null) return created
  try {
    const { prfOutput } = await usePasskey(passkey, needs)
    return { ...created, passkey: { ...passkey, hasPrf: prfOutput !== null }, prfOutput }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { ...created, refusal: error }
  }
}

/**
 * Asks for the passkey, with the server's challenge or, offline, over one of our own that nobody will check: it is the
 * PRF's output that opens the vault. Throws Refusal `passkey-cancelled` or `passkey-refused`.
 */
export async function usePasskey(
  passkey: DevicePasskey,
  needs: PasskeyNeeds,
  options?: PublicKeyCredentialRequestOptionsJSON,
): Promise<Ceremony<AuthenticationResponseJSON>> {
  const { get = startAuthentication, guard } = needs
  const asked = options ?? ownOptions(passkey)
  const used = await ceremony(() =>
    get({ optionsJSON: withPrf<Asked<typeof get>>(asked, passkey.prfSalt) }),
  )
  const { output } = readPrf(used.clientExtensionResults)
  if (output) await guard.keep(output)
  return { credential: toSend<AuthenticationResponseJSON>(used), prfOutput: output }
}

function ownOptions(passkey: DevicePasskey): PublicKeyCredentialRequestOptionsJSON {
  return {
    challenge: toBase64url(drawBytes(32)),
    userVerification: 'required',
    timeout: 120_000,
    allowCredentials: [
      {
        id: passkey.credentialId,
        type: 'public-key',
        // As the authenticator itself told them.
        transports: [...passkey.transports] as AuthenticatorTransport[],
      },
    ],
  }
}

type Asked<Start> = Start extends (ask: { optionsJSON: infer Options }) => unknown ? Options : never

/** Adds `prf.eval` and nothing else; an empty `prf: {}` makes some authenticators answer for the wrong salt. */
function withPrf<Options>(options: { extensions?: object }, salt: Bytes): Options {
  const asked = {
    ...options,
    extensions: { ...options.extensions, prf: { eval: { first: salt } } },
  }
  // The library's types spell the same JSON as the browser's, but for `undefined` in optional members.
  return asked as Options
}

/** A credential as it may leave: whatever the extensions answered stays here. */
function toSend<Credential>(credential: object): Credential {
  // As above: the same JSON by two names.
  return { ...credential, clientExtensionResults: {} } as Credential
}

type Results = Awaited<ReturnType<typeof startRegistration>>['clientExtensionResults']

function readPrf(results: Results): {
  isEnabled: boolean
  output: Bytes | null
} {
  const { prf } = results
  const first = prf?.results?.first
  return { isEnabled: prf?.enabled === true, output: first === undefined ? null : bytesOf(first) }
}

function bytesOf(source: ArrayBufferView | ArrayBufferLike): Bytes {
  const view = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
  if (view.length !== 32) throw new TypeError('a PRF answers 32 bytes')
  return new Uint8Array(view)
}

async function ceremony<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    throw new Refusal(wasCancelled(cause) ? 'passkey-cancelled' : 'passkey-refused', {}, { cause })
  }
}

/** A holder who says no and a prompt that ran out look the same to a page, on purpose. */
function wasCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NotAllowedError' || error.name === 'AbortError')
}
