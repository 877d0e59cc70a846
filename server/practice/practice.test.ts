import { expect, onTestFinished, test } from 'vitest'
import { practiceOperations, practicePrefix, takeToken } from '@etui/shared/wire/practice.ts'
import { buildApp } from '../app.ts'
import { openDatabase } from '../db/open-database.ts'
import { forEachEngine, freshDatabase } from '../db/test-engines.ts'
import { bodyOf, drawInvoiceId, openBilling, today } from '../invoice/test-billing.ts'
import { sessionCookie } from '../professional/session.ts'
import { clientStore } from './client-store.ts'
import { admit } from './test-practice.ts'

const nir = '284195751150059'

forEachEngine('practice software', (open) => {
  async function world() {
    const all = await openBilling(open)
    const seat = await all.seat()
    const program = await (await admit(all, seat.counterId)).start()
    const host = new URL(all.settings.origins.counter).host
    return { ...all, seatOf: all.seat, seat, program, host }
  }

  test('verifies, asks for identity and rights, bills, and lists the day, as its counter does', async () => {
    const { program, phone, seat, database } = await world()
    const claire = await phone('claire')
    const read = await program.post('/readings', { frame: await claire.frame() })
    expect(read.statusCode).toBe(200)
    const { verdict, context, beneficiaries } = read.json()
    expect([verdict, beneficiaries.length]).toEqual(['valid', 3])
    const [row] = await database.db.select().from(database.tables.readings)
    const where = { counterId: seat.counterId, staffId: null, isOffline: false }
    expect(row).toMatchObject({ ...where, way: 'practice' })

    const { contextId, token } = context
    const [{ beneficiaryId }] = beneficiaries
    const told = await program.post(`/contexts/${contextId}/identity`, { token, beneficiaryId })
    expect(told.json()).toMatchObject({
      identity: { ins: { birthName: 'AUBERTIN' } },
      rights: { isOpen: true },
    })

    const invoiceId = drawInvoiceId()
    const made = await program.put(`/invoices/${invoiceId}`, bodyOf({ contextId, token }))
    expect(made.json()).toMatchObject({ state: 'pending', securityMode: 3 })
    const url = `/invoices/${invoiceId}/validation`
    const final = await program.post(url, { context: { contextId, token } })
    expect(final.json()).toMatchObject({ invoiceId, state: 'validated', counterId: seat.counterId })
    const day = await program.get(`/days/${today}/invoices`)
    expect(day.json()).toMatchObject({ totals: { count: 1, totalCents: 3_000 } })
    // The same professional's browser sees the same day.
    expect(await seat.day()).toEqual(day.json())
    expect((await program.delete(`/contexts/${contextId}`)).statusCode).toBe(200)
  })

  test('renews a context by the card presented again', async () => {
    const { program, phone, pass } = await world()
    const claire = await phone('claire')
    const { context } = (await program.post('/readings', { frame: await claire.frame() })).json()
    pass(20_000)
    const body = { token: context.token, frame: await claire.frame() }
    const renewed = await program.post(`/contexts/${context.contextId}/renewal`, body)
    expect(renewed.json()).toMatchObject({
      verdict: 'valid',
      context: { token: expect.any(String) },
    })
  })

  test('has nothing of another counter, and of another professional', async () => {
    const { program, phone, seatOf, ...all } = await world()
    const { counterId } = await seatOf({ name: 'Cabinet 2' })
    const sister = await (await admit(all, counterId)).start()
    const stranger = await seatOf({ nationalId: '899700000029', name: 'Ailleurs' })
    const other = await (await admit(all, stranger.counterId)).start()
    const claire = await phone('claire')
    const { context, beneficiaries } = (
      await program.post('/readings', { frame: await claire.frame() })
    ).json()
    const { contextId, token } = context
    const asked = { token, beneficiaryId: beneficiaries[0].beneficiaryId }
    const invoiceId = drawInvoiceId()
    expect(
      (await program.put(`/invoices/${invoiceId}`, bodyOf({ contextId, token }))).statusCode,
    ).toBe(200)
    for (const foreign of [sister, other]) {
      const told = await foreign.post(`/contexts/${contextId}/identity`, asked)
      expect(codeOf(told)).toEqual([404, 'context-unknown'])
      const made = await foreign.put(`/invoices/${drawInvoiceId()}`, bodyOf({ contextId, token }))
      expect(codeOf(made)).toEqual([404, 'context-unknown'])
      expect(codeOf(await foreign.delete(`/contexts/${contextId}`))).toEqual([
        404,
        'context-unknown',
      ])
    }
    // An invoice is its professional's, at whichever counter.
    expect((await sister.get(`/invoices/${invoiceId}`)).statusCode).toBe(200)
    expect(codeOf(await other.get(`/invoices/${invoiceId}`))).toEqual([404, 'invoice-unknown'])
    expect((await other.get(`/days/${today}/invoices`)).json().invoices).toEqual([])
  })

  test('calls nothing that its token does not reach, and is told what would', async () => {
    const { program, seat, ...all } = await world()
    const whole = practiceOperations.filter(({ endpoint }) => endpoint !== takeToken)
    for (const scope of ['readings', 'invoices'] as const) {
      const narrow = await (await admit(all, seat.counterId, scope)).start()
      const full = await program.start(scope)
      for (const operation of whole) {
        for (const caller of [narrow, full]) {
          const answer = await callAny(caller, operation.endpoint)
          if (operation.scope === scope) expect(answer.statusCode).not.toBe(403)
          else {
            expect(codeOf(answer)).toEqual([403, 'scope-missing'])
            expect(answer.headers['www-authenticate']).toBe(
              `Bearer realm="etui", error="insufficient_scope", scope="${operation.scope}", error_description="The token does not reach so far"`,
            )
          }
        }
      }
    }
  })

  test('calls nothing without a token: a cookie, a query, a body or another scheme is none', async () => {
    const { app, host, program, seat, settings } = await world()
    const token = program.token
    const missing = [
      {},
      { cookie: `${sessionCookie}=${seat.browser.token}`, origin: settings.origins.counter },
      { cookie: `${sessionCookie}=${token}` },
      { authorization: `Basic ${token}` },
      { authorization: 'Bearer' },
    ]
    for (const { endpoint } of practiceOperations.filter((each) => each.scope)) {
      const url = addressOf(endpoint.url)
      for (const headers of missing) {
        const answer = await app.inject({
          method: endpoint.method,
          url: `${url}?access_token=${token}`,
          headers: { host, ...headers },
          ...(endpoint.body && { payload: { access_token: token } }),
        })
        expect(codeOf(answer)).toEqual([401, 'token-missing'])
        expect(answer.headers).toMatchObject({
          'www-authenticate': 'Bearer realm="etui"',
          'cache-control': 'no-store',
        })
        expect(answer.headers['set-cookie']).toBeUndefined()
      }
      if (endpoint.method !== 'GET') continue
      const head = await app.inject({ method: 'HEAD', url, headers: { host } })
      expect(head.statusCode).toBe(401)
    }
    for (const wrong of [seat.browser.token, `${token}A`, token.slice(1), 'a b', '%00']) {
      const answer = await app.inject({
        url: `${practicePrefix}/days/${today}/invoices`,
        headers: { host, authorization: `Bearer ${wrong}` },
      })
      expect(answer.statusCode).toBe(401)
      expect(['token-unknown', 'token-missing']).toContain(codeOf(answer)[1])
    }
  })

  test('has no session: its token opens nothing of the browser’s, and nothing on another host', async () => {
    const { app, program, settings, host } = await world()
    const authorization = `Bearer ${program.token}`
    const origin = settings.origins.counter
    const asBrowser = { host, origin, authorization }
    const day = `/api/days/${today}/invoices`
    expect(codeOf(await app.inject({ url: day, headers: asBrowser }))).toEqual([
      401,
      'sign-in-needed',
    ])
    const cookie = `${sessionCookie}=${program.token}`
    expect(codeOf(await app.inject({ url: day, headers: { host, origin, cookie } }))).toEqual([
      401,
      'sign-in-needed',
    ])
    const posted = { method: 'POST', url: '/api/readings', payload: { frame: '' } } as const
    expect(codeOf(await app.inject({ ...posted, headers: { host, authorization } }))).toEqual([
      403,
      'origin-foreign',
    ])
    for (const app2 of ['card', 'console'] as const) {
      const elsewhere = new URL(settings.origins[app2]).host
      for (const path of ['/readings', '/token', '/openapi.json']) {
        const answer = await app.inject({
          url: practicePrefix + path,
          headers: { host: elsewhere, authorization },
        })
        expect(answer.statusCode).toBe(404)
      }
    }
  })

  test('leaves neither number, name, token, assertion nor context in the log', async () => {
    const { program, phone, lines } = await world()
    const claire = await phone('claire')
    const assertion = program.assertion()
    await program.ask({}, assertion)
    await program.ask({}, assertion)
    const read = (await program.post('/readings', { frame: await claire.frame() })).json()
    await program.post(`/contexts/${read.context.contextId}/identity`, { token: 'A' })
    const written = JSON.stringify(lines)
    // Who was given one is no secret, and an operator's to know.
    expect(lines).toContainEqual(expect.objectContaining({ clientId: program.clientId }))
    expect(lines.length).toBeGreaterThan(3)
    for (const secret of [program.token, assertion, read.context.token, nir, 'AUBERTIN']) {
      expect(written).not.toContain(secret)
    }
  })

  test('may do as much as a counter and no more, whoever else acts from its address', async () => {
    const { program, seat, ...all } = await world()
    const other = await (await admit(all, seat.counterId)).start()
    const day = `/days/${today}/invoices`
    const answers = await Promise.all(Array.from({ length: 1_200 }, () => program.get(day)))
    expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true)
    expect(codeOf(await program.get(day))).toEqual([429, 'limit-reached'])
    expect((await other.get(day)).statusCode).toBe(200)
  })
})

test('a token of one node is taken at another, and refused there once its program is revoked', async () => {
  const { settings: of, remove } = await freshDatabase()
  onTestFinished(remove)
  const database = await openDatabase(of)
  onTestFinished(() => database.close())
  const here = await openBilling(async () => database)
  const { counterId } = await here.seat()
  const beside = await openDatabase(of)
  onTestFinished(() => beside.close())
  const there = await buildApp({ ...here, database: beside })
  onTestFinished(() => there.close())

  const program = await admit(here, counterId)
  const assertion = program.assertion()
  expect((await program.ask({}, assertion)).statusCode).toBe(200)
  expect((await program.at(there).ask({}, assertion)).json().type).toContain('assertion-replayed')
  const visiting = (await program.start()).at(there)
  const claire = await here.phone('claire')
  const read = await visiting.post('/readings', { frame: await claire.frame() })
  const { contextId, token } = read.json().context
  const invoiceId = drawInvoiceId()
  const made = await program.put(`/invoices/${invoiceId}`, bodyOf({ contextId, token }))
  expect(made.statusCode).toBe(200)
  await clientStore(database).revoke(program.clientId, here.clock())
  expect(codeOf(await visiting.get(`/invoices/${invoiceId}`))).toEqual([401, 'client-revoked'])
})

function codeOf(answer: { readonly statusCode: number; json(): { type?: string } }) {
  return [answer.statusCode, answer.json().type?.replace(/^.*\//, '')]
}

/** An address of the API with something in each place. */
function addressOf(url: string): string {
  return practicePrefix + url.replace(':day', today).replace(/:\w+/g, 'AAAAAAAAAAAAAAAAAAAAAA')
}

async function callAny(
  caller: Awaited<ReturnType<typeof admit>>,
  { method, url }: { readonly method: string; readonly url: string },
) {
  const path = addressOf(url).slice(practicePrefix.length)
  if (method === 'GET') return caller.get(path)
  if (method === 'DELETE') return caller.delete(path)
  return method === 'PUT' ? caller.put(path, {}) : caller.post(path, {})
}
