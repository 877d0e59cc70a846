import { expect, test } from 'vitest'
import type { Case } from '@etui/shared/wire/case.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { openConsole } from './test-console.ts'

const minute = 60_000

forEachEngine('the agents’ queue', (open) => {
  test('tells how many wait and since when, and nothing of anybody', async () => {
    const { waitingCase, agent, pass } = await openConsole(open)
    const first = await waitingCase('claire')
    pass(minute)
    const second = await waitingCase('theo')
    const one = await agent()
    const other = await agent()
    await one.post(`/api/checks/${second.checkId}/take`)
    const answer = await other.get('/api/checks')
    expect(answer.json()).toMatchObject({ waiting: 2, free: 1 })
    expect(answer.json().cases).toMatchObject([
      { checkId: first.checkId, attempt: 1, documentKind: 'passport', isForSupervisor: false },
      { checkId: second.checkId, lease: { isMine: false } },
    ])
    expect(answer.json().cases[0]).not.toHaveProperty('lease')
    expect((await one.get('/api/checks')).json().cases[1].lease.isMine).toBe(true)
    expect(answer.body).not.toMatch(/AUBERTIN|claire|1984/i)
  })

  test('never gives two agents one case', async () => {
    const { waitingCase, agent } = await openConsole(open)
    for (const name of ['claire', 'theo', 'ange']) await waitingCase(name)
    const agents = await Promise.all(Array.from({ length: 5 }, () => agent()))
    const answers = await Promise.all(agents.map((each) => each.post('/api/checks/next')))
    const given = answers.map((answer) => answer.json<{ case: Case | null }>().case?.checkId)
    const taken = given.filter((checkId) => checkId !== undefined)
    expect(taken).toHaveLength(3)
    expect(new Set(taken).size).toBe(3)
  })

  test('gives the agent who holds a case that one again', async () => {
    const { waitingCase, agent } = await openConsole(open)
    await waitingCase('claire')
    await waitingCase('theo')
    const one = await agent()
    const next = async () => (await one.post('/api/checks/next')).json().case.checkId
    expect(await next()).toBe(await next())
  })

  test('shows a case whole to who holds it, and nothing of it to anybody else', async () => {
    const { waitingCase, agent } = await openConsole(open)
    const { checkId } = await waitingCase('claire')
    const one = await agent()
    const other = await agent()
    const taken = await one.post(`/api/checks/${checkId}/take`)
    expect(taken.json()).toMatchObject({
      checkId,
      attempt: 1,
      challenge: { movements: ['left', 'up', 'right'], digits: '407' },
      mrz: ['P<FRA'],
      claims: { familyName: 'AUBERTIN' },
      differing: ['sex'],
      registry: { familyName: 'AUBERTIN', sex: 'female' },
      recordings: [{ kind: 'document' }, { kind: 'face' }],
      earlier: [],
    })
    expect((await one.get(`/api/checks/${checkId}`)).json()).toEqual(taken.json())
    const reads = [
      () => other.get(`/api/checks/${checkId}`),
      () => other.get(`/api/checks/${checkId}/recordings/face`),
      () => other.post(`/api/checks/${checkId}/renew`),
      () => other.post(`/api/checks/${checkId}/release`),
      () => other.post(`/api/checks/${checkId}/decision`, { decision: 'accept' }),
      () => other.post(`/api/checks/${checkId}/supervisor`, { question: 'Alors ?' }),
      () => other.get('/api/checks/nothing'),
    ]
    for (const read of reads) {
      const answer = await read()
      expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'case-not-held'])
      expect(answer.body).not.toMatch(/AUBERTIN/)
    }
    const take = await other.post(`/api/checks/${checkId}/take`)
    expect([take.statusCode, codeOf(take)]).toEqual([409, 'case-held'])
  })

  test('is open to an office whose agents share one address', async () => {
    const { agent } = await openConsole(open)
    const one = await agent()
    for (let count = 0; count < 310; count++) {
      expect((await one.get('/api/checks')).statusCode).toBe(200)
    }
  })

  test('is closed to whoever is not signed in, and to a page of another site', async () => {
    const { waitingCase, app } = await openConsole(open)
    const { checkId } = await waitingCase('claire')
    const host = 'console.localhost:8787'
    for (const url of [
      '/api/checks',
      `/api/checks/${checkId}`,
      `/api/checks/${checkId}/recordings/face`,
    ]) {
      const answer = await app.inject({ url, headers: { host } })
      expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'sign-in-needed'])
    }
    const url = '/api/checks/next'
    const foreign = await app.inject({ method: 'POST', url, headers: { host }, payload: {} })
    expect(codeOf(foreign)).toBe('origin-foreign')
  })

  test('takes a case back when its lease ends, unless it is renewed', async () => {
    const { waitingCase, agent, pass } = await openConsole(open)
    const { checkId } = await waitingCase('claire')
    const one = await agent()
    const other = await agent()
    await one.post(`/api/checks/${checkId}/take`)
    pass(9 * minute)
    expect((await one.post(`/api/checks/${checkId}/renew`)).statusCode).toBe(200)
    pass(9 * minute)
    expect((await one.get(`/api/checks/${checkId}`)).statusCode).toBe(200)
    expect((await other.post('/api/checks/next')).json()).toEqual({ case: null })
    pass(minute)
    expect(codeOf(await one.post(`/api/checks/${checkId}/renew`))).toBe('case-not-held')
    const late = await one.post(`/api/checks/${checkId}/decision`, { decision: 'accept' })
    expect(codeOf(late)).toBe('case-not-held')
    expect((await other.post('/api/checks/next')).json().case.checkId).toBe(checkId)
  })

  test('gives what is asked of a supervisor to supervisors, with the question', async () => {
    const { waitingCase, agent } = await openConsole(open)
    const { checkId } = await waitingCase('claire')
    const one = await agent()
    await one.post(`/api/checks/${checkId}/take`)
    await one.post(`/api/checks/${checkId}/supervisor`, { question: 'Même personne ?' })
    expect((await one.post('/api/checks/next')).json()).toEqual({ case: null })
    expect(codeOf(await one.post(`/api/checks/${checkId}/take`))).toBe('case-for-supervisor')
    const above = await agent('supervisor')
    const taken = (await above.post('/api/checks/next')).json().case
    expect(taken).toMatchObject({ checkId, isForSupervisor: true, question: 'Même personne ?' })
  })
})

forEachEngine('a case whose person the registry does not tell', (open) => {
  test('is shown without traits when the registry knows nobody, and can only be refused', async () => {
    const { waitingCase, agent, setPerson, checks, mails } = await openConsole(open)
    const { checkId, holder } = await waitingCase('claire')
    const before = await mails.list(50)
    const one = await agent()
    setPerson(async () => undefined)
    const taken = await one.post('/api/checks/next')
    expect(taken.json().case).toMatchObject({ checkId, claims: { familyName: 'AUBERTIN' } })
    expect(taken.json().case).not.toHaveProperty('registry')
    expect((await one.get(`/api/checks/${checkId}`)).json()).toEqual(taken.json().case)
    const url = `/api/checks/${checkId}/decision`
    const accepted = await one.post(url, { decision: 'accept' })
    expect([accepted.statusCode, codeOf(accepted)]).toEqual([409, 'case-person-unknown'])
    expect((await checks.find(checkId))?.state).toBe('waiting')
    const refused = await one.post(url, { decision: 'refuse', reasons: ['traits-differ'] })
    expect(refused.json()).toEqual({ state: 'refused', step: 'identity' })
    expect((await holder.read()).check?.state).toBe('refused')
    expect(await mails.list(50)).toEqual(before)
  })

  test('goes back to the queue when the registry does not answer', async () => {
    const { waitingCase, agent, setPerson, checks, acts } = await openConsole(open)
    const { checkId } = await waitingCase('claire')
    const one = await agent()
    setPerson(() => Promise.reject(new Error('no answer')))
    for (const url of ['/api/checks/next', `/api/checks/${checkId}/take`]) {
      const answer = await one.post(url)
      expect([answer.statusCode, codeOf(answer)]).toEqual([500, 'server-fault'])
      expect(await checks.find(checkId)).toMatchObject({ leasedTo: null, leaseEndsAt: null })
    }
    expect((await acts()).map(({ act }) => act)).toEqual([
      'case-taken',
      'case-released',
      'case-taken',
      'case-released',
    ])
    setPerson(undefined)
    expect((await one.post('/api/checks/next')).json().case.checkId).toBe(checkId)
  })

  test('holds up neither its agent nor the queue', async () => {
    const { waitingCase, agent, setPerson, checks } = await openConsole(open)
    const first = await waitingCase('claire')
    const second = await waitingCase('theo')
    const [one, other] = [await agent(), await agent()]
    setPerson(async (id) => {
      if (id === 'claire') throw new Error('no answer')
      return undefined
    })
    expect((await one.post('/api/checks/next')).json().case.checkId).toBe(second.checkId)
    expect((await checks.find(first.checkId))?.leasedTo).toBeNull()
    expect((await other.post('/api/checks/next')).statusCode).toBe(500)
    expect((await one.post('/api/checks/next')).json().case.checkId).toBe(second.checkId)
  })
})

forEachEngine('the decision on a case', (open) => {
  test.each([
    ['accept', { likeness: 0, spoofing: 1 }, 'securing'],
    ['accept', undefined, 'securing'],
    ['refuse', { likeness: 1, spoofing: 0 }, 'identity'],
    ['refuse', undefined, 'identity'],
  ] as const)('obeys the agent, whatever the scores say: %s %j', async (decision, scores, step) => {
    const { waitingCase, agent } = await openConsole(open)
    const { checkId, holder } = await waitingCase('claire')
    const one = await agent()
    await one.post(`/api/checks/${checkId}/take`)
    const reasons = decision === 'refuse' ? { reasons: ['faces-differ'] } : {}
    const said = { decision, ...reasons, ...(scores && { scores }) }
    const answer = await one.post(`/api/checks/${checkId}/decision`, said)
    expect(answer.statusCode).toBe(200)
    expect((await holder.read()).step).toBe(step)
  })

  test('lets the accepted go on to their code, and tells them', async () => {
    const { waitingCase, agent, mails, acts } = await openConsole(open)
    const { checkId, holder } = await waitingCase('claire')
    const one = await agent()
    await one.post(`/api/checks/${checkId}/take`)
    const scores = { likeness: 0.83, spoofing: 0.02 }
    const answer = await one.post(`/api/checks/${checkId}/decision`, { decision: 'accept', scores })
    expect(answer.json()).toEqual({ state: 'accepted', step: 'securing' })
    expect((await holder.read()).step).toBe('securing')
    const [letter] = await mails.list(1)
    expect(letter).toMatchObject({ to: 'claire@example.org' })
    expect(letter?.text).toContain('Votre identité est vérifiée')
    expect(await acts()).toEqual([
      { agentId: one.agentId, act: 'case-taken', subject: checkId },
      { agentId: one.agentId, act: 'check-accepted', subject: checkId },
    ])
    expect((await holder.setCode()).statusCode).toBe(200)
    expect((await holder.activate()).statusCode).toBe(200)
  })

  test('tells the refused why and how to do better, and the agent of the next attempt of it', async () => {
    const { waitingCase, sendCase, agent, mails, checks, audit, pass } = await openConsole(open)
    const { checkId, holder, enrolmentId } = await waitingCase('claire')
    const one = await agent()
    await one.post(`/api/checks/${checkId}/take`)
    const refusal = { reasons: ['face-dark', 'document-cut'], hint: 'Devant une fenêtre' }
    const decision = { decision: 'refuse', ...refusal }
    const answer = await one.post(`/api/checks/${checkId}/decision`, decision)
    expect(answer.json()).toEqual({ state: 'refused', step: 'identity' })
    expect((await holder.read()).step).toBe('identity')
    expect(await checks.find(checkId)).toMatchObject({ state: 'refused', reasons: refusal.reasons })
    expect((await mails.list(1))[0]?.text).toContain('comment faire mieux')
    const [, entry] = await audit.after(0, 9)
    expect(entry).toMatchObject({ act: 'check-refused', facts: { reasons: refusal.reasons } })
    expect(JSON.stringify(entry)).not.toMatch(/fenêtre|AUBERTIN/)
    pass(minute)
    await sendCase({ enrolmentId }, 'claire')
    const { earlier, attempt } = (await one.post('/api/checks/next')).json().case
    expect(attempt).toBe(2)
    expect(earlier).toMatchObject([{ checkId, state: 'refused', reasons: refusal.reasons }])
  })

  test('is made once, whoever else decides at the same moment', async () => {
    const { waitingCase, agent, acts } = await openConsole(open)
    const { checkId, holder } = await waitingCase('claire')
    const one = await agent()
    await one.post(`/api/checks/${checkId}/take`)
    const url = `/api/checks/${checkId}/decision`
    const answers = await Promise.all([
      one.post(url, { decision: 'accept' }),
      one.post(url, { decision: 'refuse', reasons: ['faces-differ'] }),
      one.post(url, { decision: 'accept' }),
    ])
    const made = answers.filter(({ statusCode }) => statusCode === 200)
    expect(made).toHaveLength(1)
    for (const answer of answers.filter(({ statusCode }) => statusCode !== 200)) {
      expect(codeOf(answer)).toBe('case-decided')
    }
    expect((await acts()).filter(({ act }) => act.startsWith('check-'))).toHaveLength(1)
    expect((await holder.read()).step).toBe(made[0]?.json().step)
    expect(codeOf(await (await agent()).post(url, { decision: 'accept' }))).toBe('case-decided')
  })

  test('leaves no trace when the activation went on by another way', async () => {
    const { waitingCase, agent, checks, database, acts } = await openConsole(open)
    const { checkId } = await waitingCase('claire')
    const one = await agent()
    await one.post(`/api/checks/${checkId}/take`)
    await database.db.update(database.tables.enrolments).set({ step: 'securing' })
    const answer = await one.post(`/api/checks/${checkId}/decision`, { decision: 'accept' })
    expect(codeOf(answer)).toBe('enrolment-step')
    expect((await checks.find(checkId))?.state).toBe('waiting')
    expect((await acts()).map(({ act }) => act)).toEqual(['case-taken'])
  })

  test.each([
    ['no reason', { decision: 'refuse', reasons: [] }],
    ['a reason that is none', { decision: 'refuse', reasons: ['because'] }],
    ['a reason to accept', { decision: 'accept', reasons: ['face-dark'] }],
    ['a score beyond one', { decision: 'accept', scores: { likeness: 1.5 } }],
    ['another word', { decision: 'maybe' }],
  ])('is not made with %s', async (_, body) => {
    const { waitingCase, agent } = await openConsole(open)
    const { checkId } = await waitingCase('claire')
    const one = await agent()
    await one.post(`/api/checks/${checkId}/take`)
    const answer = await one.post(`/api/checks/${checkId}/decision`, body)
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'request-malformed'])
  })

  test('has every act in the log, and the log is whole', async () => {
    const { waitingCase, agent, acts } = await openConsole(open)
    const { checkId } = await waitingCase('claire')
    const one = await agent()
    const above = await agent('supervisor')
    const at = `/api/checks/${checkId}`
    await one.post('/api/checks/next')
    await one.post(`${at}/release`)
    await one.post(`${at}/take`)
    await one.get(`${at}/recordings/document`)
    await one.post(`${at}/supervisor`, { question: 'Alors ?' })
    await above.post(`${at}/take`)
    await above.post(`${at}/decision`, { decision: 'refuse', reasons: ['suspected-fraud'] })
    expect((await acts()).map(({ agentId, act }) => [agentId === one.agentId, act])).toEqual([
      [true, 'case-taken'],
      [true, 'case-released'],
      [true, 'case-taken'],
      [true, 'film-opened'],
      [true, 'supervisor-asked'],
      [false, 'case-taken'],
      [false, 'check-refused'],
    ])
  })
})

forEachEngine('a film of a case', (open) => {
  const pieces = [
    Buffer.alloc(500_000, 'a'),
    Buffer.alloc(500_000, 'b'),
    Buffer.alloc(300_000, 'c'),
  ]
  const whole = Buffer.concat(pieces)

  async function world(contentType = 'video/webm;codecs=vp8') {
    const all = await openConsole(open)
    const { checkId } = await all.proving('claire').then(async (activation) => ({
      checkId: await all.sendCase(activation, 'claire', { pieces, contentType }),
    }))
    const one = await all.agent()
    await one.post(`/api/checks/${checkId}/take`)
    const url = `/api/checks/${checkId}/recordings/face`
    return {
      ...all,
      one,
      checkId,
      url,
      get: (range?: string) => one.get(url, range ? { range } : {}),
    }
  }

  test('is played whole, or by ranges, decrypted and stored nowhere', async () => {
    const { get } = await world()
    const all = await get()
    expect([all.statusCode, all.headers['content-type']]).toEqual([200, 'video/webm'])
    expect(all.headers['cache-control']).toBe('no-store')
    expect(all.rawPayload.equals(whole)).toBe(true)
    const part = await get('bytes=499990-500009')
    expect([part.statusCode, part.headers['content-range']]).toEqual([
      206,
      'bytes 499990-500009/1300000',
    ])
    expect(part.body).toBe('a'.repeat(10) + 'b'.repeat(10))
    const first = await get('bytes=0-')
    expect(first.headers['content-range']).toBe('bytes 0-1048575/1300000')
    const last = await get('bytes=-3')
    expect([last.body, last.headers['content-range']]).toEqual([
      'ccc',
      'bytes 1299997-1299999/1300000',
    ])
    const beyond = await get('bytes=1300000-')
    expect([beyond.statusCode, beyond.headers['content-range']]).toEqual([416, 'bytes */1300000'])
    for (const odd of ['bytes=5-2', 'bytes=0-1,4-5', 'lines=1-2']) {
      expect((await get(odd)).statusCode).toBe(200)
    }
  })

  test('is no page, whatever the phone called it', async () => {
    const { get } = await world('text/html')
    const answer = await get('bytes=0-3')
    expect(answer.headers['content-type']).toBe('application/octet-stream')
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })

  test('is written down when it is opened, whatever part is asked for first', async () => {
    const { get, one, checkId, url, acts, pass } = await world()
    const opened = async () => (await acts()).filter(({ act }) => act === 'film-opened').length
    expect((await get('bytes=1300000-')).statusCode).toBe(416)
    expect(await opened()).toBe(0)
    const ranges = ['bytes=1-', 'bytes=1-', 'bytes=0-', 'bytes=-3']
    const answers = await Promise.all(ranges.map((range) => get(range)))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([206, 206, 206, 206])
    expect(await opened()).toBe(1)
    await one.get(url.replace('face', 'document'), { range: 'bytes=1-' })
    expect(await opened()).toBe(2)
    await one.post(`/api/checks/${checkId}/release`)
    pass(1)
    await one.post(`/api/checks/${checkId}/take`)
    await get('bytes=1-')
    expect(await opened()).toBe(3)
  })

  test.each([
    ['a NUL', 'ab%00c', 'face'],
    ['another sign', 'ab.c', 'face'],
    ['a kind that is none', 'abc', 'voice'],
    ['a NUL in its kind', 'abc', 'face%00'],
  ])('is not looked for under an address with %s', async (_, checkId, kind) => {
    const one = await (await openConsole(open)).agent()
    const answer = await one.get(`/api/checks/${checkId}/recordings/${kind}`)
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'request-malformed'])
  })

  test('ends with the lease', async () => {
    const { get, pass } = await world()
    pass(10 * minute)
    expect(codeOf(await get())).toBe('case-not-held')
  })
})
