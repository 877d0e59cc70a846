import { expect, onTestFinished, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { demo, openWorld } from '../http/test-world.ts'
import { demonstrationClients } from '../identity/demonstration-clients.ts'
import { startDemonstrationProvider } from '../identity/demonstration-provider.ts'
import { inventedProfessionals } from '../identity/invented-professionals.ts'
import { TestBrowser, walkAs } from '../identity/test-browser.ts'
import { proSanteConnect as connect } from './pro-sante-connect.ts'
import { signInAs } from './test-session.ts'

const minute = 60_000
const hour = 60 * minute
const { redirectUri } = demonstrationClients(demo).proSanteConnect
const host = 'comptoir.localhost:8787'

forEachEngine('sign-in', (open) => {
  /** The server, and a pretend Pro Santé Connect on a port of its own. */
  async function world() {
    const provider = await startDemonstrationProvider({
      port: 0,
      clients: demonstrationClients(demo),
      people: [],
      professionals: inventedProfessionals,
      agents: [],
    })
    onTestFinished(() => provider.close())
    const proSanteConnect = connect(demo, provider.issuers.proSanteConnect)
    const all = await openWorld({ database: await open(), proSanteConnect })
    const get = (url: string, cookie = '') =>
      all.app.inject({ method: 'GET', url, headers: { host, cookie } })

    /** Walks to the provider as somebody and back; the browser has only the cookies it was given. */
    async function walk(accountId: string | null) {
      const start = await get('/auth/start')
      const location = String(start.headers.location)
      const cookie = cookieOf(start.headers['set-cookie'], '__Host-etui-walk')
      const back = await walkAs(new TestBrowser(), location, redirectUri, accountId)
      const path = back.slice(`http://${host}`.length)
      return { start, cookie, path, finish: () => get(path, cookie) }
    }
    return { ...all, get, walk, provider }
  }

  test('signs a professional in: the walk’s cookie is Lax, the session’s is Strict and not in the database', async () => {
    const { walk, get, database } = await world()
    const { start, finish } = await walk('pharmacie-du-lavoir')
    expect(start.statusCode).toBe(303)
    expect(String(start.headers['set-cookie'])).toMatch(
      /^__Host-etui-walk=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; Secure; SameSite=Lax$/,
    )
    const end = await finish()
    expect(end.headers).toMatchObject({ location: '/', 'cache-control': 'no-store' })
    const [gone, session] = [end.headers['set-cookie']].flat().map(String)
    expect(gone).toMatch(/^__Host-etui-walk=; .*Max-Age=0/)
    expect(session).toMatch(
      /^__Host-etui-session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict$/,
    )
    const cookie = cookieOf(end.headers['set-cookie'], '__Host-etui-session')
    const answer = await get('/api/session', cookie)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.json()).toMatchObject({
      session: {
        professional: {
          name: 'Bastien OUEDRAOGO',
          professionCode: '21',
          organisation: 'PHARMACIE DU LAVOIR',
        },
        counter: null,
      },
    })
    const rows = await database.db.select().from(database.tables.professionals)
    expect(JSON.stringify(rows)).not.toMatch(/OUEDRAOGO|899700000029/)
    expect(await database.db.select().from(database.tables.oidcTransactions)).toEqual([])
  })

  test('the same professional is the same person at the next sign-in', async () => {
    const { walk, database } = await world()
    for (let time = 0; time < 2; time += 1) await (await walk('dr-morvan')).finish()
    const { professionals, professionalSessions } = database.tables
    expect(await database.db.select().from(professionals)).toHaveLength(1)
    expect(await database.db.select().from(professionalSessions)).toHaveLength(2)
  })

  test('somebody without a practice is told so on the app’s page, and nothing is kept of them', async () => {
    const { walk, database, lines } = await world()
    const end = await (await walk('sans-exercice')).finish()
    expect(end.headers.location).toBe('/?refused=not-a-professional')
    expect(String(end.headers['set-cookie'])).not.toContain('etui-session')
    expect(await database.db.select().from(database.tables.professionals)).toEqual([])
    expect(JSON.stringify(lines)).not.toMatch(/BRUNEAU|899700000060/)
  })

  test('who turned back is back, not signed in', async () => {
    const { walk } = await world()
    expect((await (await walk(null)).finish()).headers.location).toBe('/?refused=sign-in-failed')
  })

  test('a return is taken once, by the browser that left, within ten minutes, with its own state', async () => {
    const { walk, get, pass } = await world()
    const first = await walk('dr-morvan')
    const refused = '/?refused=sign-in-failed'
    expect((await get(first.path)).headers.location).toBe(refused)
    expect((await get(first.path, '__Host-etui-walk=' + 'A'.repeat(43))).headers.location).toBe(
      refused,
    )
    const other = await walk('dr-morvan')
    expect((await get(first.path, other.cookie)).headers.location).toBe(refused)
    expect((await first.finish()).headers.location).toBe('/')
    expect((await first.finish()).headers.location).toBe(refused)
    pass(10 * minute)
    expect((await other.finish()).headers.location).toBe(refused)
    expect((await get('/auth/return?state=x&code=y')).headers.location).toBe(refused)
  })

  test('a provider that is down sends back to the app with that reason', async () => {
    const { get, provider } = await world()
    await provider.close()
    expect((await get('/auth/start')).headers.location).toBe('/?refused=identity-provider-down')
  })

  test('without a session every call of the professional scope is refused the same way', async () => {
    const { app, get } = await world()
    const origin = `http://${host}`
    const calls = [
      () => get('/api/counter/kit', '__Host-etui-session=' + 'A'.repeat(43)),
      () => get('/api/counter/kit'),
      () =>
        app.inject({
          method: 'POST',
          url: '/api/readings',
          headers: { host, origin },
          payload: { frame: '2' },
        }),
      () =>
        app.inject({
          method: 'POST',
          url: '/api/counter',
          headers: { host, origin },
          payload: { name: 'A' },
        }),
    ]
    for (const call of calls) {
      const answer = await call()
      expect(answer.statusCode).toBe(401)
      expect(answer.json().type).toMatch(/sign-in-needed$/)
    }
  })

  test('the session’s routes are not on the card’s host', async () => {
    const { app } = await world()
    const headers = { host: 'localhost:8787' }
    expect((await app.inject({ url: '/api/session', headers })).statusCode).toBe(404)
    expect((await app.inject({ url: '/auth/start', headers })).statusCode).toBe(404)
  })

  test('tells a page that opens what it belongs to, and that nobody is signed in, as no error', async () => {
    const { get } = await world()
    const session = await get('/api/session')
    expect(session.headers['cache-control']).toBe('no-store')
    expect([session.statusCode, session.json()]).toEqual([200, { session: null }])
    const about = { isDemonstration: true, leaseHours: 72 }
    expect((await get('/api/about')).json()).toMatchObject(about)
  })

  test('ends idle and absolute, and when asked', async () => {
    const all = await world()
    const idle = await signInAs(all)
    all.pass(2 * hour)
    expect((await idle.get('/api/session')).json()).toEqual({ session: null })
    expect((await idle.get('/api/counter/kit')).statusCode).toBe(401)

    const busy = await signInAs(all)
    const { signedInAt, endsAt, offlineUntil } = (await busy.get('/api/session')).json().session
    expect(endsAt - signedInAt).toBe(12 * hour)
    expect(offlineUntil - signedInAt).toBe(12 * hour)
    for (let passed = 0; passed < 11; passed += 1) {
      all.pass(hour)
      expect((await busy.get('/api/session')).json().session).not.toBeNull()
    }
    all.pass(hour)
    expect((await busy.get('/api/session')).json()).toEqual({ session: null })
    expect((await busy.get('/api/counter/kit')).statusCode).toBe(401)

    const leaving = await signInAs(all)
    const left = await leaving.delete('/api/session')
    expect(left.json()).toEqual({ isEnded: true })
    expect(String(left.headers['set-cookie'])).toMatch(/^__Host-etui-session=; .*Max-Age=0/)
    expect((await leaving.get('/api/session')).json()).toEqual({ session: null })
    expect((await leaving.get('/api/counter/kit')).statusCode).toBe(401)
    expect((await leaving.delete('/api/session')).statusCode).toBe(200)
  })

  test('a page of another origin changes nothing, even with the cookie', async () => {
    const all = await world()
    const { token } = await signInAs(all)
    const cookie = `__Host-etui-session=${token}`
    for (const headers of [
      { host, cookie },
      { host, cookie, origin: 'http://localhost:8787' },
      { host, cookie, origin: `http://${host}`, 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await all.app.inject({ method: 'DELETE', url: '/api/session', headers })
      expect(answer.statusCode).toBe(403)
      expect(answer.json().type).toMatch(/origin-foreign$/)
    }
    expect((await all.get('/api/session', cookie)).json().session).not.toBeNull()
  })
})

function cookieOf(header: string | string[] | undefined, name: string): string {
  const pair = [header ?? []].flat().find((each) => each.startsWith(`${name}=`))
  return pair?.split(';', 1)[0] ?? ''
}
