import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inventedPeople } from '../registry/invented-people.ts'
import { type DemonstrationProvider, startDemonstrationProvider } from './demonstration-provider.ts'
import { inventedProfessionals } from './invented-professionals.ts'
import { relyingParty } from './relying-party.ts'
import { TestBrowser, walkAs } from './test-browser.ts'

const redirectUri = 'http://localhost:8787/identity/return'
const proRedirectUri = 'http://comptoir.localhost:8787/auth/return'
const clients = {
  franceIdentite: { clientId: 'etui-card', clientSecret: 'a'.repeat(32), redirectUri },
  proSanteConnect: {
    clientId: 'etui-counter',
    clientSecret: 'b'.repeat(32),
    redirectUri: proRedirectUri,
  },
  agents: {
    clientId: 'etui-console',
    clientSecret: 'c'.repeat(32),
    redirectUri: 'http://console.localhost:8787/auth/return',
  },
}

describe('walk to an identity provider', () => {
  let provider: DemonstrationProvider
  beforeAll(async () => {
    const people = inventedPeople(new Date())
    provider = await startDemonstrationProvider({
      port: 0,
      clients,
      people,
      professionals: inventedProfessionals,
      agents: [],
    })
  })
  afterAll(() => provider.close())

  function franceIdentite(acrValues = ['eidas2', 'eidas3']) {
    return relyingParty({
      ...clients.franceIdentite,
      issuer: provider.issuers.franceIdentite,
      scope: 'openid identite_pivot',
      acrValues,
      isInsecureAllowed: true,
    })
  }

  function proSanteConnect() {
    return relyingParty({
      ...clients.proSanteConnect,
      issuer: provider.issuers.proSanteConnect,
      scope: 'openid scope_all',
      acrValues: ['eidas1'],
      isInsecureAllowed: true,
    })
  }

  test('brings back the pivot identity of whom one chose', async () => {
    const party = franceIdentite()
    const walk = await party.begin()
    const url = await walkAs(new TestBrowser(), walk.authorizationUrl, redirectUri, 'claire')
    const { subject, acr, claims } = await party.finish(new URL(url), walk)
    expect({ subject, acr }).toEqual({ subject: 'claire', acr: 'eidas3' })
    expect(claims).toMatchObject({
      given_name: 'CLAIRE',
      family_name: 'AUBERTIN',
      birthdate: '1984-03-12',
      gender: 'female',
      birthplace: '57511',
      birthcountry: '99100',
    })
  })

  test('asks whom one wants to be at every visit', async () => {
    const party = franceIdentite()
    const browser = new TestBrowser()
    for (const person of ['claire', 'theo']) {
      const walk = await party.begin()
      const url = await walkAs(browser, walk.authorizationUrl, redirectUri, person)
      expect((await party.finish(new URL(url), walk)).subject).toBe(person)
    }
  })

  test('tells a professional’s exercise, and none for somebody who has none', async () => {
    const party = proSanteConnect()
    const claimsOf = async (account: string) => {
      const walk = await party.begin()
      const url = await walkAs(new TestBrowser(), walk.authorizationUrl, proRedirectUri, account)
      return (await party.finish(new URL(url), walk)).claims
    }
    expect(await claimsOf('pharmacie-du-lavoir')).toMatchObject({
      SubjectNameID: '899700000029',
      SubjectRole: ['21^1.2.250.1.213.1.1.5.5'],
      SubjectRefPro: { exercices: [{ codeProfession: '21' }] },
    })
    expect(await claimsOf('sans-exercice')).not.toHaveProperty('SubjectRefPro')
  })

  test('is told apart when cancelled', async () => {
    const party = franceIdentite()
    const walk = await party.begin()
    const url = await walkAs(new TestBrowser(), walk.authorizationUrl, redirectUri, null)
    await expect(party.finish(new URL(url), walk)).rejects.toMatchObject({
      code: 'identity-cancelled',
    })
  })

  test('takes a code once', async () => {
    const party = franceIdentite()
    const walk = await party.begin()
    const url = new URL(
      await walkAs(new TestBrowser(), walk.authorizationUrl, redirectUri, 'claire'),
    )
    await party.finish(url, walk)
    await expect(party.finish(url, walk)).rejects.toMatchObject({ code: 'identity-expired' })
  })

  test.each(['state', 'nonce', 'verifier'] as const)('refuses another %s', async (part) => {
    const party = franceIdentite()
    const walk = await party.begin()
    const url = await walkAs(new TestBrowser(), walk.authorizationUrl, redirectUri, 'claire')
    const other = { ...walk, [part]: (await party.begin())[part] }
    const code = part === 'verifier' ? 'identity-expired' : 'sign-in-failed'
    await expect(party.finish(new URL(url), other)).rejects.toMatchObject({ code })
  })

  test('refuses a level of assurance that was not asked', async () => {
    const party = franceIdentite(['eidas2'])
    const walk = await party.begin()
    const url = await walkAs(new TestBrowser(), walk.authorizationUrl, redirectUri, 'claire')
    const finish = party.finish(new URL(url), walk)
    await expect(finish).rejects.toMatchObject({ code: 'sign-in-failed' })
  })

  test('says that a provider is down, and finds it once it is up', async () => {
    const people = inventedPeople(new Date())
    const options = { clients, people, professionals: inventedProfessionals, agents: [] }
    const first = await startDemonstrationProvider({ ...options, port: 0 })
    const issuer = first.issuers.franceIdentite
    await first.close()
    const party = relyingParty({
      ...clients.franceIdentite,
      issuer,
      scope: 'openid identite_pivot',
      acrValues: ['eidas3'],
      isInsecureAllowed: true,
      timeoutSeconds: 2,
    })
    await expect(party.begin()).rejects.toMatchObject({ code: 'identity-provider-down' })
    const second = await startDemonstrationProvider({
      ...options,
      port: Number(new URL(issuer).port),
    })
    await expect(party.begin()).resolves.toHaveProperty('authorizationUrl')
    await second.close()
  })

  test('has pages without script or foreign address, that refuse an unknown person', async () => {
    const walk = await franceIdentite().begin()
    const browser = new TestBrowser()
    const away = await browser.open(walk.authorizationUrl)
    const url = new URL(away.headers.get('location') ?? '', away.url).href
    const page = await browser.open(url)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const html = await page.text()
    expect(html).toContain('CLAIRE AUBERTIN')
    expect(html).not.toMatch(/<script|https?:|style=/)
    expect((await browser.open(`${url}/login`, { account: 'nobody' })).status).toBe(400)
    expect((await new TestBrowser().open(url)).status).toBe(400)
  })
})
