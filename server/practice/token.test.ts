import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { openBilling } from '../invoice/test-billing.ts'
import { clientStore } from './client-store.ts'
import { admit, type AssertionChange, postForm } from './test-practice.ts'
import { tokenStore } from './token-store.ts'

const second = 1_000
const minute = 60 * second

forEachEngine('tokens of practice software', (open) => {
  async function world() {
    const all = await openBilling(open)
    const { counterId } = await all.seat()
    const program = await admit(all, counterId)
    return { ...all, counterId, program }
  }

  test('are given for an assertion by the key, for ten minutes, and lie there as a hash', async () => {
    const { program, database, clock } = await world()
    const answer = await program.ask()
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': expect.stringContaining('application/json'),
    })
    const { access_token: token, ...rest } = answer.json()
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 600, scope: 'readings invoices' })
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const rows = await database.db.select().from(database.tables.practiceTokens)
    expect(rows).toEqual([
      expect.objectContaining({
        clientId: program.clientId,
        endsAt: new Date(clock().getTime() + 10 * minute),
      }),
    ])
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  test('reach as far as is asked of what the program may do, and no further', async () => {
    const { program, counterId, ...all } = await world()
    expect((await program.ask({ scope: 'invoices' })).json().scope).toBe('invoices')
    expect((await program.ask({ scope: ' invoices  readings invoices' })).json().scope).toBe(
      'invoices readings',
    )
    const reader = await admit(all, counterId, 'readings')
    expect((await reader.ask()).json().scope).toBe('readings')
    for (const scope of ['invoices', 'readings invoices', 'admin', ' ']) {
      const answer = await reader.ask({ scope })
      expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_scope'])
    }
  })

  test('are given once for an assertion, also when it comes ten times at once', async () => {
    const { program } = await world()
    const assertion = program.assertion()
    const answers = await Promise.all(Array.from({ length: 10 }, () => program.ask({}, assertion)))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    const refused = answers.filter(({ statusCode }) => statusCode === 400)
    expect(refused.map((answer) => codeOf(answer))).toEqual(
      Array.from({ length: 9 }, () => ['invalid_client', 'assertion-replayed']),
    )
  })

  test('are not given for the assertion of another key, for another server, too late, or too long', async () => {
    const { program, clock, settings } = await world()
    const now = Math.floor(clock().getTime() / 1000)
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const wrong: [AssertionChange, string][] = [
      [{ key: stranger }, 'client-unknown'],
      [{ claims: { iss: nobody, sub: nobody } }, 'client-unknown'],
      [{ claims: { iss: 'https://example.org' } }, 'assertion-malformed'],
      [{ claims: { sub: 'cabinet' } }, 'assertion-malformed'],
      [{ claims: { aud: settings.origins.card } }, 'assertion-malformed'],
      [{ claims: { aud: [settings.origins.counter] } }, 'assertion-malformed'],
      [{ claims: { jti: undefined } }, 'assertion-malformed'],
      [{ claims: { exp: undefined } }, 'assertion-malformed'],
      [{ claims: { exp: `${now + 60}` } }, 'assertion-malformed'],
      [{ claims: { exp: now + 361 } }, 'assertion-malformed'],
      [{ claims: { nbf: now + 61 } }, 'assertion-malformed'],
      [{ claims: { exp: now - 60 } }, 'assertion-expired'],
      [{ header: { alg: 'none' } }, 'assertion-malformed'],
      [{ header: { alg: 'HS256' } }, 'assertion-malformed'],
      [{ header: { crit: ['b64'], b64: false } }, 'assertion-malformed'],
    ]
    for (const [change, code] of wrong) {
      const answer = await program.ask({}, program.assertion(change))
      expect([answer.statusCode, ...codeOf(answer)]).toEqual([400, 'invalid_client', code])
    }
    for (const text of ['', 'a.b.c', `${program.assertion()}A`, byTheirPublicKey(program)]) {
      const answer = await program.ask({}, text)
      expect([answer.statusCode, answer.json().error]).toEqual([
        400,
        text === '' ? 'invalid_request' : 'invalid_client',
      ])
    }
    expect((await program.ask({ client_id: nobody })).statusCode).toBe(400)
    for (const aud of [settings.origins.counter]) {
      const answer = await program.ask({}, program.assertion({ claims: { aud } }))
      expect(answer.statusCode).toBe(200)
    }
  })

  test('are for client credentials, asked by a form, and answered in OAuth’s words', async () => {
    const { program, app, settings } = await world()
    const code = await program.ask({ grant_type: 'authorization_code' })
    expect([code.statusCode, ...codeOf(code)]).toEqual([
      400,
      'unsupported_grant_type',
      'grant-unknown',
    ])
    expect(code.headers['content-type']).toContain('application/json')
    expect(code.json().error_description).toBe('Only client credentials are granted here')
    const twice = await postForm({ app, settings }, 'grant_type=a&grant_type=b')
    expect([twice.statusCode, twice.json().error]).toEqual([400, 'invalid_request'])
    const host = new URL(settings.origins.counter).host
    const url = '/api/practice/token'
    const basic = { host, authorization: 'Basic YTpi' }
    expect((await postForm({ app, settings }, '')).json().error).toBe('invalid_request')
    const json = await app.inject({ method: 'POST', url, headers: basic, payload: { a: 1 } })
    expect(json.statusCode).toBe(415)
  })

  test('of a revoked program are taken no more, and it gets none', async () => {
    const { program, database, clock } = await world()
    await program.start()
    expect((await program.get('/days/2026-11-21/invoices')).statusCode).toBe(200)
    const clients = clientStore(database)
    expect(await clients.revoke(program.clientId, clock())).toBe(true)
    expect(await clients.revoke(program.clientId, clock())).toBe(false)
    const late = await program.get('/days/2026-11-21/invoices')
    expect([late.statusCode, ...codeOf(late)]).toEqual([401, undefined, 'client-revoked'])
    expect(late.headers['www-authenticate']).toContain('error="invalid_token"')
    const answer = await program.ask()
    expect([answer.statusCode, ...codeOf(answer)]).toEqual([
      400,
      'invalid_client',
      'client-revoked',
    ])
  })

  test('end after ten minutes, and are forgotten a day later', async () => {
    const { program, pass, database, clock } = await world()
    await program.start()
    pass(10 * minute - 1)
    expect((await program.get('/days/2026-11-21/invoices')).statusCode).toBe(200)
    pass(1)
    const late = await program.get('/days/2026-11-21/invoices')
    expect([late.statusCode, ...codeOf(late)]).toEqual([401, undefined, 'token-expired'])
    expect(late.headers['www-authenticate']).toBe(
      'Bearer realm="etui", error="invalid_token", error_description="The token has expired"',
    )
    expect(await tokenStore(database).purge(new Date(clock().getTime() - 1))).toBe(0)
    expect(await tokenStore(database).purge(clock())).toBe(1)
    expect(codeOf(await program.get('/days/2026-11-21/invoices'))[1]).toBe('token-unknown')
  })

  test('are counted: one program is not given more than sixty a minute', async () => {
    const { program, pass } = await world()
    for (let given = 0; given < 60; given += 1) await program.start()
    const answer = await program.ask()
    expect([answer.statusCode, codeOf(answer)[1]]).toEqual([429, 'limit-reached'])
    expect(answer.headers['retry-after']).toBeDefined()
    pass(minute)
    await program.start()
  })
})

const nobody = 'abcdefghijklmnopabcdefgh'

function codeOf(answer: { json(): { type?: string; error?: string } }) {
  const { error, type } = answer.json()
  return [error, type?.replace(/^.*\//, '')]
}

/** HS256 with the public key for its secret: the confusion of algorithms. */
function byTheirPublicKey(program: Awaited<ReturnType<typeof admit>>): string {
  const [, payload] = program.assertion().split('.')
  const header = Buffer.from('{"alg":"HS256"}').toString('base64url')
  const pem = createPublicKey(program.privateKey).export({ type: 'spki', format: 'pem' })
  const mac = createHmac('sha256', pem).update(`${header}.${payload}`).digest()
  return `${header}.${payload}.${Buffer.concat([mac, mac]).toString('base64url')}`
}
