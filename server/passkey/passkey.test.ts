import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { newToken, openHolders, origin, type TestHolder } from '../phone/test-holder.ts'
import { challengeMs } from './passkeys.ts'
import { TestAuthenticator } from './test-authenticator.ts'

async function creationOptions(holder: TestHolder) {
  const answer = await holder.post('/enrolment/passkey/options')
  return answer.json<{ options: PublicKeyCredentialCreationOptionsJSON }>().options
}

async function requestOptions(holder: TestHolder, purpose: 'resume' | 'code-reset') {
  const answer = await holder.post('/passkey/challenge', { purpose })
  return answer.json<{ options: PublicKeyCredentialRequestOptionsJSON }>().options
}

forEachEngine('passkey', (open) => {
  async function securing() {
    const world = await openHolders(open)
    const holder = await world.holder().identified('claire')
    await holder.setCode()
    const authenticator = new TestAuthenticator(origin)
    const register = (credential: object) =>
      holder.post('/enrolment/passkey', { credential, hasPrf: true })
    return { ...world, holder, authenticator, register }
  }

  async function active() {
    const world = await securing()
    const { holder, authenticator, register } = world
    await register(authenticator.create(await creationOptions(holder)))
    await holder.activate()
    return world
  }

  test('is registered with the user verified, once, however often its answer is lost', async () => {
    const { holder, authenticator, register, database } = await securing()
    const options = await creationOptions(holder)
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Étui' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    })
    expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257])
    const credential = authenticator.create(options)
    for (let count = 0; count < 2; count++) {
      expect((await register(credential)).json()).toMatchObject({
        securing: { isPasskeySet: true },
      })
    }
    const rows = await database.db.select().from(database.tables.passkeys)
    expect(rows).toMatchObject([
      { credentialId: credential.id, hasPrf: true, transports: ['internal'] },
    ])
    expect((await creationOptions(holder)).excludeCredentials).toMatchObject([
      { id: credential.id },
    ])
  })

  test.each([
    ['without verified user', { isUnverified: true }, 'passkey-refused'],
    ['of another origin', { origin: 'http://evil.example' }, 'passkey-refused'],
    ['of another site', { rpId: 'evil.example' }, 'passkey-refused'],
    ['for another challenge', { challenge: newToken() }, 'challenge-expired'],
  ])('is refused %s', async (_, flaws, code) => {
    const { holder, authenticator, register } = await securing()
    expect(codeOf(await register(authenticator.create(await creationOptions(holder), flaws)))).toBe(
      code,
    )
  })

  test('is refused when its challenge is too old, or was taken, or it carries what PRF gave', async () => {
    const { holder, authenticator, register, pass } = await securing()
    const old = authenticator.create(await creationOptions(holder))
    pass(challengeMs)
    expect(codeOf(await register(old))).toBe('challenge-expired')
    const options = await creationOptions(holder)
    expect(codeOf(await register(authenticator.create(options, { isUnverified: true })))).toBe(
      'passkey-refused',
    )
    expect(codeOf(await register(authenticator.create(options)))).toBe('challenge-expired')
    const leaking = {
      ...authenticator.create(await creationOptions(holder)),
      clientExtensionResults: { prf: { enabled: true, results: { first: newToken() } } },
    }
    expect(codeOf(await register(leaking))).toBe('passkey-refused')
    expect(codeOf(await register({}))).toBe('passkey-refused')
  })

  test('resumes refreshing, each challenge once', async () => {
    const { holder, authenticator } = await active()
    const old = holder.token
    for (let count = 0; count < 2; count++) (await holder.refresh()).keep()
    const current = holder.token
    holder.token = old
    expect((await holder.refresh()).code).toBe('refresh-suspended')
    holder.token = current
    const assertion = authenticator.get(await requestOptions(holder, 'resume'))
    const resumed = await holder.resume({ by: { kind: 'passkey', assertion } })
    expect(resumed.answer.statusCode).toBe(200)
    expect((await holder.resume({ by: { kind: 'passkey', assertion } })).code).toBe(
      'challenge-expired',
    )
  })

  test.each([
    ['without verified user', { isUnverified: true }],
    ['of another origin', { origin: 'http://evil.example' }],
    ['of another site', { rpId: 'evil.example' }],
  ])('does not resume %s', async (_, flaws) => {
    const { holder, authenticator } = await active()
    const assertion = authenticator.get(await requestOptions(holder, 'resume'), flaws)
    expect((await holder.resume({ by: { kind: 'passkey', assertion } })).code).toBe(
      'passkey-refused',
    )
  })

  test('does not resume by another’s, by a copy whose counter lags, or for another purpose', async () => {
    const { holder, authenticator } = await active()
    const resume = async (assertion: object) =>
      (await holder.resume({ by: { kind: 'passkey', assertion } })).code
    const strange = new TestAuthenticator(origin).get(await requestOptions(holder, 'resume'))
    expect(await resume(strange)).toBe('passkey-refused')
    const other = authenticator.get(await requestOptions(holder, 'code-reset'))
    expect(await resume(other)).toBe('challenge-expired')
    const lagging = authenticator.get(await requestOptions(holder, 'resume'))
    const newest = authenticator.get(await requestOptions(holder, 'resume'))
    expect(await resume(newest)).toBeUndefined()
    expect(await resume(lagging)).toBe('passkey-refused')
  })

  test('sets a new code, and unlocks a locked one', async () => {
    const { holder, authenticator, pass } = await active()
    const share = (proof: string) => holder.post('/code/share', { proof })
    for (let count = 0; count < 6; count++) {
      await share(newToken())
      pass(3_600_000)
    }
    expect(codeOf(await share(holder.code))).toBe('code-locked')
    const proof = newToken()
    const assertion = authenticator.get(await requestOptions(holder, 'code-reset'))
    const reset = await holder.post('/code', { assertion, proof })
    expect(reset.statusCode).toBe(200)
    expect((await share(proof)).json()).toEqual(reset.json())
    expect(codeOf(await share(holder.code))).toBe('code-wrong')
  })

  test('is not asked of a phone that has none', async () => {
    const { holder: make } = await openHolders(open)
    const holder = make()
    await holder.activated('ange')
    const answer = await holder.post('/passkey/challenge', { purpose: 'resume' })
    expect(answer.json()).toEqual({ options: null })
  })
})
