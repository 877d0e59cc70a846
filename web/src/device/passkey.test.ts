import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { createSecretGuard } from '../http/secret-guard.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import { createPasskey, usePasskey } from './passkey.ts'

/** The DevTools protocol's WebAuthn domain, which the runner's types do not list. */
interface Authenticators {
  send(method: string, parameters?: object): Promise<{ authenticatorId: string }>
}
// The session is the protocol's own; its types know no WebAuthn domain.
const devtools = () => cdp() as unknown as Authenticators
let authenticatorId = ''

async function plugIn(hasPrf: boolean, isUserVerified = true): Promise<void> {
  await devtools().send('WebAuthn.enable')
  const added = await devtools().send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf,
      automaticPresenceSimulation: true,
      isUserVerified,
    },
  })
  authenticatorId = added.authenticatorId
}

const creation = () => ({
  rp: { name: 'Étui' },
  user: { id: toBase64url(drawBytes(32)), name: 'Étui', displayName: 'Étui' },
  challenge: toBase64url(drawBytes(32)),
  pubKeyCredParams: [{ type: 'public-key' as const, alg: -7 }],
  authenticatorSelection: {
    userVerification: 'required' as const,
    residentKey: 'required' as const,
  },
})

afterEach(async () => {
  await devtools().send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
  await devtools().send('WebAuthn.disable')
})

describe('a passkey with PRF', () => {
  beforeEach(() => plugIn(true))

  test('answers the same 32 bytes each time, and none of them is in what may be sent', async () => {
    const guard = createSecretGuard()
    const created = await createPasskey(creation(), { guard })
    expect(created.passkey.hasPrf).toBe(true)
    expect(created.prfOutput).toHaveLength(32)
    const used = await usePasskey(created.passkey, { guard })
    expect(used.prfOutput).toEqual(created.prfOutput)
    for (const { credential } of [created, used]) {
      expect(credential.clientExtensionResults).toEqual({})
      await guard.check({ credential })
    }
    const leak = guard.check({ key: toBase64url(created.prfOutput ?? new Uint8Array()) })
    await expect(leak).rejects.toThrow(TypeError)
  })

  test('gives other bytes for another salt', async () => {
    const guard = createSecretGuard()
    const { passkey, prfOutput } = await createPasskey(creation(), { guard })
    const other = await usePasskey({ ...passkey, prfSalt: drawBytes(32) }, { guard })
    expect(other.prfOutput).toHaveLength(32)
    expect(other.prfOutput).not.toEqual(prfOutput)
  })

  test('is asked once more where creation enables PRF without results', async () => {
    const guard = createSecretGuard()
    const { startRegistration } = await import('@simplewebauthn/browser')
    const silent: typeof startRegistration = async (options) => ({
      ...(await startRegistration(options)),
      clientExtensionResults: { prf: { enabled: true } },
    })
    const created = await createPasskey(creation(), { guard, create: silent })
    expect(created.passkey.hasPrf).toBe(true)
    expect((await usePasskey(created.passkey, { guard })).prfOutput).toEqual(created.prfOutput)
  })
})

describe('a passkey without PRF', () => {
  beforeEach(() => plugIn(false))

  test('is made all the same, and says what it lacks', async () => {
    const created = await createPasskey(creation(), { guard: createSecretGuard() })
    expect(created.passkey.hasPrf).toBe(false)
    expect(created.prfOutput).toBeNull()
    expect(created.credential.response.attestationObject).not.toBe('')
  })
})

describe('a passkey the holder does not confirm', () => {
  beforeEach(() => plugIn(true, false))

  test('is told as cancelled', async () => {
    const making = createPasskey({ ...creation(), timeout: 300 }, { guard: createSecretGuard() })
    await expect(making).rejects.toMatchObject({ code: 'passkey-cancelled' })
  })
})
