import { expect, onTestFinished, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { openHolders, origin, settings } from '../phone/test-holder.ts'
import { inventedPeople } from '../registry/invented-people.ts'
import { demonstrationClients } from './demonstration-clients.ts'
import { startDemonstrationProvider } from './demonstration-provider.ts'
import { franceIdentite } from './france-identite.ts'
import { TestBrowser, walkAs } from './test-browser.ts'

forEachEngine('identity by the pretend France Identité', (open) => {
  test('leads to securing for the right person, and names what differs for another', async () => {
    const provider = await startDemonstrationProvider({
      port: 0,
      clients: demonstrationClients(settings),
      people: inventedPeople(new Date()),
      professionals: [],
      agents: [],
    })
    onTestFinished(() => provider.close())
    const party = franceIdentite(settings, provider.issuers.franceIdentite)
    const { holder: make, app } = await openHolders(open, () => ({ franceIdentite: party }))
    const holder = make()
    await holder.accept()
    await holder.tell('bernadette')
    await holder.proveContact(await holder.mailedCode())

    const walk = async (account: string | null) => {
      const start = await holder.post('/enrolment/identity')
      const { authorizationUrl } = start.json<{ authorizationUrl: string }>()
      const back = await walkAs(
        new TestBrowser(),
        authorizationUrl,
        `${origin}/identity/return`,
        account,
      )
      const { pathname, search, host } = new URL(back)
      const cookie = String(start.headers['set-cookie']).split(';')[0] ?? ''
      return app.inject({ url: pathname + search, headers: { host, cookie } })
    }
    expect((await walk('claire')).headers['location']).toBe('/')
    expect((await holder.read()).identity?.differing).toEqual([
      'familyName',
      'givenNames',
      'birthDate',
    ])
    await walk(null)
    expect((await holder.read()).identity?.state).toBe('cancelled')
    expect((await walk('bernadette')).headers['location']).toBe('/')
    expect((await holder.read()).securing?.familyName).toBe('CÔTEBLANCHE')
  })
})
