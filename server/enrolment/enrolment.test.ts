import { expect, test } from 'vitest'
import {
  contactCodeMs,
  contactResendMs,
  identityCodeMs,
  identityWalkMs,
} from '@etui/shared/enrolment/enrolment.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { newToken, openHolders, type TestHolder } from '../phone/test-holder.ts'

const wrongCode = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

forEachEngine('activation', (open) => {
  test('leads from the terms to a card in use, and is found again at each step', async () => {
    const { holder: make, mails, database } = await openHolders(open)
    const claire = make()
    expect(codeOf(await claire.post('/enrolment/contact', { code: '123456' }))).toBe(
      'enrolment-unknown',
    )
    expect((await claire.accept()).json()).toEqual({ step: 'person' })
    const told = await claire.tell('claire')
    expect(told.json()).toMatchObject({
      step: 'contact',
      contact: { maskedEmail: 'c•••@e•••', triesLeft: 5 },
    })
    expect(await claire.read()).toEqual(told.json())
    const proven = await claire.proveContact(await claire.mailedCode())
    expect(proven.json()).toEqual({ step: 'identity', identity: { state: 'none', differing: [] } })
    const { start, returned } = await claire.identify('claire')
    expect(String(start.headers['set-cookie'])).toMatch(
      /^__Host-etui-identity=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect([returned.statusCode, returned.headers['location']]).toEqual([303, '/'])
    expect(await claire.read()).toEqual({
      step: 'securing',
      securing: {
        isCodeSet: false,
        isPasskeySet: false,
        endsAnotherPhone: false,
        givenNames: 'CLAIRE',
        familyName: 'AUBERTIN',
        birthDate: '1984-03-12',
        endsAt: expect.any(Number),
      },
    })
    expect(codeOf(await claire.activate())).toBe('enrolment-step')
    const set = await claire.setCode()
    expect(set.json()).toMatchObject({ enrolment: { securing: { isCodeSet: true } } })
    expect((await claire.setCode()).json()).toEqual(set.json())
    const answer = await claire.activate()
    const letter = await claire.open(answer)
    expect(letter.beneficiaries).toHaveLength(3)
    expect(await claire.read()).toEqual({ step: 'active' })

    const again = await claire.activate()
    expect((await claire.open(again)).beneficiaries.map(({ card }) => card)).toEqual(
      letter.beneficiaries.map(({ card }) => card),
    )
    expect(codeOf(await claire.activate({ tokenHash: newToken() }))).toBe('enrolment-step')
    expect(codeOf(await claire.setCode())).toBe('enrolment-step')
    const subjects = (await mails.list(9)).map(({ subject }) => subject)
    expect(subjects.toSorted()).toEqual([
      'Votre activation Étui',
      'Votre carte Étui est en service',
      'Votre code Étui',
    ])
    expect(await database.db.select().from(database.tables.statusIndices)).toHaveLength(3)
  })

  test('ends the phone before, at once and for good', async () => {
    const { holder: make, database, clock } = await openHolders(open)
    const old = make()
    await old.activated('claire')
    const fresh = await make().identified('claire')
    expect((await fresh.read()).securing?.endsAnotherPhone).toBe(true)
    await fresh.setCode()
    expect((await fresh.activate()).statusCode).toBe(200)
    expect((await old.refresh()).code).toBe('phone-ended')
    expect(codeOf(await old.post('/code/share', { proof: old.code }))).toBe('phone-ended')
    expect((await fresh.refresh()).answer.statusCode).toBe(200)
    const rows = await database.db.select().from(database.tables.statusIndices)
    expect(rows.filter(({ blockedAt }) => blockedAt !== null)).toHaveLength(3)
    expect(rows.filter(({ blockedAt }) => blockedAt?.getTime() === clock().getTime())).toHaveLength(
      3,
    )
  })

  test('leaves one phone active when two activate at once', async () => {
    const { holder: make, database } = await openHolders(open)
    const phones: TestHolder[] = []
    for (let count = 0; count < 3; count++) {
      const phone = await make().identified('ange')
      await phone.setCode()
      phones.push(phone)
    }
    const answers = await Promise.all(phones.map((phone) => phone.activate()))
    expect(answers.map((answer) => codeOf(answer) ?? 'done').toSorted()).toEqual([
      'done',
      'enrolment-step',
      'enrolment-step',
    ])
    const rows = await database.db.select().from(database.tables.phones)
    expect(rows.map(({ state }) => state)).toEqual(['active'])
    const refreshed = await Promise.all(phones.map((phone) => phone.refresh()))
    expect(refreshed.filter(({ answer }) => answer.statusCode === 200)).toHaveLength(1)
    const indices = await database.db.select().from(database.tables.statusIndices)
    expect(indices.filter(({ blockedAt }) => blockedAt === null)).toHaveLength(1)
  })

  test('refuses outdated terms, and what is not of its step', async () => {
    const { holder: make } = await openHolders(open)
    const holder = make()
    expect(codeOf(await holder.accept('2020-01'))).toBe('terms-outdated')
    await holder.accept()
    expect(codeOf(await holder.post('/enrolment/contact/code'))).toBe('enrolment-step')
    expect(codeOf(await holder.proveContact('123456'))).toBe('enrolment-step')
    expect(codeOf(await holder.post('/enrolment/identity'))).toBe('enrolment-step')
    expect(codeOf(await holder.post('/enrolment/identity/code', { code: '123456' }))).toBe(
      'enrolment-step',
    )
    expect(codeOf(await holder.setCode())).toBe('enrolment-step')
    expect(codeOf(await holder.post('/enrolment/passkey/options'))).toBe('enrolment-step')
    expect(codeOf(await holder.activate())).toBe('enrolment-step')
    await holder.identified('ange')
    expect(codeOf(await holder.tell('claire'))).toBe('enrolment-step')
  })

  test.each([
    [{ nir: '284195751150058' }, 'nir-key'],
    [{ nir: '28419575115005' }, 'nir-length'],
    [{ nir: '28419575115005O' }, 'nir-characters'],
    [{ nir: '984195751150059' }, 'nir-sex'],
    [{ nir: '284135751150059' }, 'nir-month'],
    [{ nir: '284190051150059' }, 'nir-place'],
    [{ birthDate: '1985-03-12' }, 'birth-date-differs'],
    [{ birthDate: '1984-02-30' }, 'birth-date-malformed'],
    [{ birthDate: '2084-01-01' }, 'birth-date-malformed'],
  ])('refuses %j: %s', async (change, code) => {
    const { holder: make } = await openHolders(open)
    const holder = make()
    await holder.accept()
    expect(codeOf(await holder.tell('claire', change))).toBe(code)
  })

  test.each([
    ['yanis', 'rights-closed'],
    ['simone', 'under-guardianship'],
  ])('turns %s away once their contact is proven: %s', async (person, refusal) => {
    const { holder: make } = await openHolders(open)
    const holder = make()
    await holder.accept()
    await holder.tell(person)
    const answer = await holder.proveContact(await holder.mailedCode())
    expect(answer.json()).toEqual({ step: 'refused', refusal })
    expect(codeOf(await holder.post('/enrolment/identity'))).toBe('enrolment-step')
    expect((await holder.tell('claire')).json()).toMatchObject({ step: 'contact' })
  })

  test('turns somebody of 17 away by what they tell', async () => {
    const { holder: make, mails } = await openHolders(open)
    const holder = make()
    await holder.accept()
    expect(codeOf(await holder.tell('eliott'))).toBe('too-young')
    expect(await mails.list(9)).toEqual([])
  })

  test('gives five tries for a code, fifteen minutes, and another code after thirty seconds', async () => {
    const { holder: make, pass } = await openHolders(open)
    const holder = make()
    await holder.accept()
    await holder.tell('claire')
    const code = await holder.mailedCode()
    for (const triesLeft of [4, 3, 2, 1]) {
      const answer = await holder.proveContact(wrongCode(code))
      expect([codeOf(answer), answer.json<{ facts: object }>().facts]).toEqual([
        'contact-code-wrong',
        { triesLeft },
      ])
    }
    expect(codeOf(await holder.proveContact(wrongCode(code)))).toBe('contact-code-spent')
    expect(codeOf(await holder.proveContact(code))).toBe('contact-code-spent')
    const soon = await holder.post('/enrolment/contact/code')
    expect([codeOf(soon), soon.headers['retry-after']]).toEqual(['limit-reached', '30'])
    pass(contactResendMs)
    expect((await holder.post('/enrolment/contact/code')).json()).toMatchObject({
      contact: { triesLeft: 5 },
    })
    const second = await holder.mailedCode()
    pass(contactCodeMs)
    expect(codeOf(await holder.proveContact(second))).toBe('contact-code-expired')
    await holder.post('/enrolment/contact/code')
    expect((await holder.proveContact(await holder.mailedCode())).json()).toMatchObject({
      step: 'identity',
    })
  })

  test('never compares more than five of 50 contact codes typed at once', async () => {
    const { holder: make } = await openHolders(open)
    const holder = make()
    await holder.accept()
    await holder.tell('claire')
    const code = await holder.mailedCode()
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => holder.proveContact(wrongCode(code))),
    )
    const codes = answers.map(codeOf)
    expect(codes.filter((each) => each === 'contact-code-wrong')).toHaveLength(4)
    expect(codes.filter((each) => each === 'contact-code-spent')).toHaveLength(46)
    expect(codeOf(await holder.proveContact(code))).toBe('contact-code-spent')
  })

  test('sends a limited number of letters', async () => {
    const { holder: make, pass } = await openHolders(open)
    const holder = make()
    await holder.accept()
    await holder.tell('claire')
    for (let count = 1; count < 8; count++) {
      pass(contactResendMs)
      expect((await holder.post('/enrolment/contact/code')).statusCode).toBe(200)
    }
    pass(contactResendMs)
    expect(codeOf(await holder.post('/enrolment/contact/code'))).toBe('limit-reached')
  })

  test('stops one device key that asks without end, and not its neighbours', async () => {
    const { holder: make } = await openHolders(open)
    const [flood, neighbour] = [make(), make()]
    await flood.accept()
    let last: string | undefined
    for (let count = 0; count < 61 && last === undefined; count++) {
      last = codeOf(await flood.accept())
    }
    expect(last).toBe('limit-reached')
    expect(codeOf(await neighbour.accept())).toBeUndefined()
  })

  test('takes one number only so often, known or not, from any phone', async () => {
    const { holder: make } = await openHolders(open)
    for (const nir of ['284195751150059', '284195751150158']) {
      const codes: (string | undefined)[] = []
      for (let count = 0; count < 11; count++) {
        const holder = make()
        await holder.accept()
        codes.push(codeOf(await holder.tell('claire', { nir })))
      }
      expect(codes).toEqual([...Array.from({ length: 10 }, () => undefined), 'limit-reached'])
    }
  })

  test('tells which traits differ, and lets one try again', async () => {
    const { holder: make, mails } = await openHolders(open)
    const holder = make()
    await holder.accept()
    await holder.tell('theo')
    await holder.proveContact(await holder.mailedCode())
    const { returned } = await holder.identify('theo')
    expect(returned.headers['location']).toBe('/')
    expect((await holder.read()).identity).toEqual({
      state: 'differs',
      differing: ['givenNames', 'birthDate'],
    })
    expect((await mails.list(9)).some(({ text }) => text.includes('ne correspond pas'))).toBe(true)
    await holder.identify('claire')
    expect((await holder.read()).identity).toEqual({
      state: 'differs',
      differing: ['familyName', 'givenNames', 'birthDate', 'sex'],
    })
  })

  test('goes on after a check that was cancelled, took too long or found nobody', async () => {
    const { holder: make, party, pass, app } = await openHolders(open)
    const holder = make()
    await holder.accept()
    await holder.tell('claire')
    await holder.proveContact(await holder.mailedCode())
    const cancelled = await holder.identify(null)
    expect(cancelled.returned.headers['location']).toBe('/')
    expect((await holder.read()).identity?.state).toBe('cancelled')

    const start = await holder.post('/enrolment/identity')
    expect((await holder.read()).identity?.state).toBe('started')
    const state = new URL(
      start.json<{ authorizationUrl: string }>().authorizationUrl,
    ).searchParams.get('state')
    const cookie = String(start.headers['set-cookie']).split(';')[0] ?? ''
    pass(identityWalkMs)
    const url = `/identity/return?code=claire&state=${state}`
    const late = await app.inject({ url, headers: { host: 'localhost:8787', cookie } })
    expect(late.headers['location']).toBe('/?refused=identity-expired')

    party.isDown = true
    expect(codeOf((await holder.identify('claire')).start)).toBe('identity-provider-down')
    party.isDown = false
    await holder.identify('claire')
    expect((await holder.read()).step).toBe('securing')
  })

  test('takes no walk twice', async () => {
    const { holder: make, app } = await openHolders(open)
    const holder = make()
    await holder.accept()
    await holder.tell('claire')
    await holder.proveContact(await holder.mailedCode())
    const start = await holder.post('/enrolment/identity')
    const state = new URL(
      start.json<{ authorizationUrl: string }>().authorizationUrl,
    ).searchParams.get('state')
    const url = `/identity/return?code=claire&state=${state}`
    const cookie = String(start.headers['set-cookie']).split(';')[0] ?? ''
    const both = await Promise.all(
      [1, 2].map(() => app.inject({ url, headers: { host: 'localhost:8787', cookie } })),
    )
    expect(both.map(({ headers }) => headers['location']).toSorted()).toEqual([
      '/',
      '/?refused=identity-expired',
    ])
    const cookies = both.map(({ headers }) => headers['set-cookie'])
    expect(cookies.filter((set) => String(set).includes('Max-Age=0'))).toHaveLength(1)
    expect(cookies.filter((set) => set === undefined)).toHaveLength(1)
    const nobody = await app.inject({
      url: '/identity/return',
      headers: { host: 'localhost:8787' },
    })
    expect(nobody.statusCode).toBe(200)
    expect(nobody.body).toContain('n’est plus valable')
  })

  test('goes on with a walk after another site has sent the browser back without it', async () => {
    const { holder: make, app } = await openHolders(open)
    const atIdentity = async (registryId: string) => {
      const each = make()
      await each.accept()
      await each.tell(registryId)
      await each.proveContact(await each.mailedCode())
      return each
    }
    const [holder, stranger] = [await atIdentity('claire'), await atIdentity('ange')]
    const stateOf = (start: Awaited<ReturnType<typeof holder.post>>) =>
      new URL(start.json<{ authorizationUrl: string }>().authorizationUrl).searchParams.get('state')
    const start = await holder.post('/enrolment/identity')
    const cookie = String(start.headers['set-cookie']).split(';')[0] ?? ''
    const back = (query: string) =>
      app.inject({ url: `/identity/return${query}`, headers: { host: 'localhost:8787', cookie } })
    const theirs = stateOf(await stranger.post('/enrolment/identity'))
    for (const query of ['', '?state=forged&code=x', `?code=ange&state=${theirs}`]) {
      expect((await back(query)).headers['set-cookie']).toBeUndefined()
    }
    const own = await back(`?code=claire&state=${stateOf(start)}`)
    expect(own.headers['location']).toBe('/')
    expect(String(own.headers['set-cookie'])).toContain('Max-Age=0')
    expect((await holder.read()).step).toBe('securing')
  })

  test('shows six digits in another browser, and goes on only when they are typed', async () => {
    const { holder: make, pass } = await openHolders(open)
    const holder = make()
    await holder.accept()
    await holder.tell('claire')
    await holder.proveContact(await holder.mailedCode())
    const elsewhere = async () => {
      const { returned } = await holder.identify('claire', { isSameBrowser: false })
      return {
        returned,
        code: /([0-9]{3}) ([0-9]{3})/.exec(returned.body)?.slice(1).join('') ?? '',
      }
    }
    const { returned, code } = await elsewhere()
    expect(returned.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-/,
    )
    expect(returned.body).not.toContain('<script')
    expect((await holder.read()).identity?.state).toBe('awaiting-code')

    const type = (digits: string) => holder.post('/enrolment/identity/code', { code: digits })
    expect(codeOf(await type(wrongCode(code)))).toBe('identity-code-wrong')
    expect(codeOf(await type(wrongCode(code)))).toBe('identity-code-wrong')
    expect(codeOf(await type(wrongCode(code)))).toBe('identity-expired')
    expect(codeOf(await type(code))).toBe('identity-expired')

    const late = await elsewhere()
    pass(identityCodeMs)
    expect(codeOf(await type(late.code))).toBe('identity-expired')
    const again = await elsewhere()
    expect((await type(again.code)).json()).toMatchObject({ step: 'securing' })
  })

  test('refuses keys that are no points of the curve', async () => {
    const { holder: make } = await openHolders(open)
    const holder = await make().identified('ange')
    await holder.setCode()
    const off = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString('base64url')
    expect(codeOf(await holder.activate({ mailboxKey: off }))).toBe('request-malformed')
    expect(codeOf(await holder.activate({ presentationKey: off }))).toBe('request-malformed')
    expect((await holder.activate()).statusCode).toBe(200)
  })

  test('writes no number, name or address in the log', async () => {
    const { holder: make, lines } = await openHolders(open)
    const holder = make()
    await holder.activated('claire')
    await holder.refresh()
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.join('\n')).not.toMatch(/284195751150059|AUBERTIN|claire@|1984/i)
  })
})
