import { expect, test } from 'vitest'
import { inventedAgents } from '../identity/invented-agents.ts'
import { openWorld, production } from '../http/test-world.ts'
import { mailStore } from '../mail/mail-store.ts'
import { inventedPeople } from '../registry/invented-people.ts'
import { demoSummary } from './demo-summary.ts'
import { outboxPage } from './demo-page.ts'
import { html } from './html.ts'
import { terminalLanguage } from './people-table.ts'

const host = 'localhost:8787'

test('escapes whatever is inserted, in text and in attributes', () => {
  const hostile = `"><img src=x onerror='alert(1)'>&`
  const piece = html`<a href="${hostile}">${hostile}</a>${[html`<b>${1}</b>`]}`
  const escaped = '&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;'
  expect(piece.text).toBe(`<a href="${escaped}">${escaped}</a><b>1</b>`)
})

test('a letter cannot write into the outbox page', () => {
  const letter = {
    to: '<i>@x',
    subject: '<script>1</script>',
    text: '</pre><form>',
    at: new Date(0),
  }
  const { text } = outboxPage([letter])
  expect(text).not.toMatch(/<script|<form|<i>/)
  expect(text).toContain('&lt;/pre&gt;&lt;form&gt;')
})

test('leads to the apps, the letters, the providers, and names everybody', async () => {
  const { app, clock } = await openWorld()
  const answer = await app.inject({ url: '/demo', headers: { host } })
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(answer.headers['content-security-policy']).toContain("style-src 'self'")
  for (const href of [
    'http://localhost:8787',
    'http://comptoir.localhost:8787',
    'http://console.localhost:8787',
    '/demo/outbox',
    'http://127.0.0.1:8788/france-identite/.well-known/openid-configuration',
    'http://127.0.0.1:8788/pro-sante-connect/.well-known/openid-configuration',
    'http://127.0.0.1:8788/agents/.well-known/openid-configuration',
  ]) {
    expect(answer.body).toContain(`href="${href}"`)
  }
  for (const { traits } of inventedPeople(clock())) expect(answer.body).toContain(traits.familyName)
  for (const { name } of inventedAgents) expect(answer.body).toContain(name)
  expect(answer.body).toContain('2 84 19 57 511 500 59')
  for (const way of ['Vérifier par vidéo', 'Aller au guichet', 'Check by video', 'Go to a desk']) {
    expect(answer.body).toContain(way)
  }
  expect(answer.body).toContain('comme Solène RIVOAL')
  expect(answer.body).not.toMatch(/<script|style=/)
  const css = await app.inject({ url: '/demo/demo.css', headers: { host } })
  expect(css.headers['content-type']).toBe('text/css; charset=utf-8')
})

test('shows letters with their codes, newest first', async () => {
  const { app, database, keys, clock, pass } = await openWorld()
  const mails = mailStore(database, keys)
  const read = async () => (await app.inject({ url: '/demo/outbox', headers: { host } })).body
  expect(await read()).toContain('Aucun courriel')
  await mails.add({
    to: 'claire@example.org',
    subject: 'Premier',
    text: 'Votre code : 123 456',
    at: clock(),
  })
  pass(1_000)
  await mails.add({
    to: 'claire@example.org',
    subject: 'Second',
    text: 'Votre code : 654 321',
    at: clock(),
  })
  const body = await read()
  expect(body).toContain('123 456')
  expect(body.indexOf('Second')).toBeLessThan(body.indexOf('Premier'))
})

test('is on the card’s host only, and not at all in production', async () => {
  const { app } = await openWorld()
  const elsewhere = await app.inject({
    url: '/demo/outbox',
    headers: { host: 'comptoir.localhost:8787' },
  })
  expect(elsewhere.statusCode).toBe(404)
  const real = await openWorld({ settings: production })
  for (const url of ['/demo', '/demo/outbox', '/demo/demo.css']) {
    const answer = await real.app.inject({ url, headers: { host: 'carte.example.fr' } })
    expect(answer.statusCode).toBe(404)
  }
})

test('tells whoever starts it where everything is, in their language', () => {
  const settings = {
    origins: {
      card: 'http://localhost:1',
      counter: 'http://comptoir.localhost:1',
      console: 'http://console.localhost:1',
    },
    dataFolder: '/data',
  }
  const people = inventedPeople(new Date('2026-11-21'))
  const french = demoSummary(settings, people, terminalLanguage({ LANG: 'fr_FR.UTF-8' }))
  expect(french).toContain('http://localhost:1/demo/outbox')
  expect(french).toMatch(/« Vérifier par vidéo » ou « Aller au guichet »[^]*comme Solène RIVOAL/)
  expect(french).toMatch(/2 84 19 57 511 500 59 {3}1984-03-12 {3}CLAIRE AUBERTIN +deux enfants/)
  expect(demoSummary(settings, people, terminalLanguage({ LANG: 'C' }))).toMatch(
    /CLAIRE AUBERTIN +two children/,
  )
})
