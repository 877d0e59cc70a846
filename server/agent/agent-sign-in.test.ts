import { expect, onTestFinished, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { demo, openWorld } from '../http/test-world.ts'
import { demonstrationClients } from '../identity/demonstration-clients.ts'
import { startDemonstrationProvider } from '../identity/demonstration-provider.ts'
import { inventedAgents } from '../identity/invented-agents.ts'
import { TestBrowser, walkAs } from '../identity/test-browser.ts'
import { signInAs } from '../professional/test-session.ts'
import { agentChores } from './agent-chores.ts'
import { agentProvider } from './agent-provider.ts'
import { agentCookie } from './agent.ts'
import { signInAgent, type TestAgent } from './test-agent.ts'

const minute = 60_000
const hour = 60 * minute
const host = 'console.localhost:8787'
const { redirectUri } = demonstrationClients(demo).agents

forEachEngine('sign-in at the console', (open) => {
  /** The server, and the insurer's pretend provider on a port of its own. */
  async function world() {
    const provider = await startDemonstrationProvider({
      port: 0,
      clients: demonstrationClients(demo),
      people: [],
      professionals: [],
      agents: inventedAgents,
    })
    onTestFinished(() => provider.close())
    const party = agentProvider(demo, provider.issuers.agents)
    const all = await openWorld({ database: await open(), agentProvider: party })
    const get = (url: string, cookie = '') =>
      all.app.inject({ method: 'GET', url, headers: { host, cookie } })

    async function walk(accountId: string) {
      const start = await get('/auth/start')
      const cookie = cookieOf(start.headers['set-cookie'], '__Host-etui-walk')
      const back = await walkAs(
        new TestBrowser(),
        String(start.headers.location),
        redirectUri,
        accountId,
      )
      return get(back.slice(`http://${host}`.length), cookie)
    }
    return { ...all, get, walk }
  }

  test.each([
    ['agent-rivoal', 'Solène RIVOAL', 'agent'],
    ['responsable-quentel', 'Odile QUENTEL', 'supervisor'],
  ])('lets %s in, in their name and role, and keeps no name in clear', async (id, name, role) => {
    const { walk, get, database, lines } = await world()
    const end = await walk(id)
    expect(end.headers.location).toBe('/')
    const [, cookie] = [end.headers['set-cookie']].flat().map(String)
    expect(cookie).toMatch(
      /^__Host-etui-agent=[\w-]{43}; Path=\/; Max-Age=36000; HttpOnly; Secure; SameSite=Strict$/,
    )
    const answer = await get('/api/session', cookieOf(end.headers['set-cookie'], agentCookie))
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.json()).toMatchObject({ session: { agent: { name, role } } })
    const rows = await database.db.select().from(database.tables.agents)
    expect(JSON.stringify([rows, lines])).not.toContain(name)
  })

  test('keeps one agent through every sign-in, with the role of the last', async () => {
    const { walk, database } = await world()
    const { agents, agentSessions } = database.tables
    await walk('agent-diabate')
    await database.db.update(agents).set({ role: 'supervisor' })
    await walk('agent-diabate')
    expect(await database.db.select().from(agents)).toMatchObject([{ role: 'agent' }])
    expect(await database.db.select().from(agentSessions)).toHaveLength(2)
  })

  test('turns away an employee without a role, and keeps nothing of them', async () => {
    const { walk, database } = await world()
    const end = await walk('sans-role')
    expect(end.headers.location).toBe('/?refused=not-an-agent')
    expect(String(end.headers['set-cookie'])).not.toContain(agentCookie)
    expect(await database.db.select().from(database.tables.agents)).toEqual([])
  })

  test('ends after half an hour without a call, after ten hours, and when asked', async () => {
    const all = await world()
    const idle = await signInAgent(all)
    all.pass(30 * minute)
    expect(await standing(idle)).toBe(false)

    const busy = await signInAgent(all)
    for (let passed = 20; passed < 600; passed += 20) {
      all.pass(20 * minute)
      expect(await standing(busy)).toBe(true)
    }
    all.pass(20 * minute)
    expect(await standing(busy)).toBe(false)

    const leaving = await signInAgent(all)
    const left = await leaving.delete('/api/session')
    expect(left.json()).toEqual({ isEnded: true })
    expect(String(left.headers['set-cookie'])).toMatch(/^__Host-etui-agent=; .*Max-Age=0/)
    expect(await standing(leaving)).toBe(false)
  })

  test('takes no professional’s cookie, and gives an agent’s no power at the counter', async () => {
    const all = await world()
    const agent = await signInAgent(all)
    const professional = await signInAs(all)
    const read = async (at: string, cookie: string) =>
      (await all.app.inject({ url: '/api/session', headers: { host: at, cookie } })).json().session
    expect(await read(host, `${agentCookie}=${professional.token}`)).toBeNull()
    expect(await read('comptoir.localhost:8787', `__Host-etui-session=${agent.token}`)).toBeNull()
  })

  test('forgets sessions that ended and walks nobody came back from', async () => {
    const { get, database, keys, clock, settings, log, pass, ...all } = await world()
    await signInAgent({ ...all, database, keys, clock, settings })
    await get('/auth/start')
    const rows = async () => [
      (await database.db.select().from(database.tables.agentSessions)).length,
      (await database.db.select().from(database.tables.oidcTransactions)).length,
    ]
    const sweep = async () => {
      const chores = agentChores({ database, keys, clock, settings, log })
      for (const { name, run } of chores) if (name.startsWith('sweep-')) await run()
    }
    await sweep()
    expect(await rows()).toEqual([1, 1])
    pass(10 * hour)
    await sweep()
    expect(await rows()).toEqual([0, 0])
  })
})

async function standing(agent: TestAgent): Promise<boolean> {
  return (await agent.get('/api/session')).json().session !== null
}

function cookieOf(header: string | string[] | undefined, name: string): string {
  const pair = [header ?? []].flat().find((each) => each.startsWith(`${name}=`))
  return pair?.split(';', 1)[0] ?? ''
}
