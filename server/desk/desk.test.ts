import { eq, like } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { agentChores } from '../agent/agent-chores.ts'
import { openConsole } from '../agent/test-console.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { createLog } from '../log/log.ts'
import type { TestAgent } from '../agent/test-agent.ts'
import { settings, type TestHolder } from '../phone/test-holder.ts'

const minute = 60_000
const seen = { documentKind: 'passport', documentNumber: '19AA00001' }

async function drawCode(holder: TestHolder): Promise<string> {
  return (await holder.post('/enrolment/desk-code')).json<{ code: string }>().code
}

/** What an agent does with a code: reads whose it is, then says that they are there. */
async function findAndAccept(agent: TestAgent, code: string) {
  await agent.post('/api/desk/find', { code })
  return agent.post('/api/desk/accept', { code, ...seen })
}

forEachEngine('the desk', (open) => {
  test('proves who somebody is in person, and writes down by whom', async () => {
    const { proving, agent, acts, database, mails } = await openConsole(open)
    const { holder, enrolmentId } = await proving('claire')
    const drawn = await holder.post('/enrolment/desk-code')
    const { code, expiresAt } = drawn.json()
    expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/)
    expect((await holder.read()).desk).toEqual({ isWaiting: false, expiresAt })
    const one = await agent()
    const typed = `${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`
    const found = await one.post('/api/desk/find', { code: typed })
    expect(found.json()).toEqual({
      person: expect.objectContaining({ familyName: 'AUBERTIN', birthDate: '1984-03-12' }),
      hasOtherPhone: false,
      expiresAt,
    })
    const accepted = await one.post('/api/desk/accept', { code, ...seen })
    expect(accepted.json()).toMatchObject({ state: 'accepted' })
    expect((await holder.read()).step).toBe('securing')
    expect((await mails.list(1))[0]?.to).toBe('claire@example.org')
    const [approval] = await database.db.select().from(database.tables.deskApprovals)
    expect(approval).toMatchObject({ enrolmentId, askedBy: one.agentId, state: 'approved' })
    expect(JSON.stringify(approval)).not.toContain(seen.documentNumber)
    expect((await acts()).map(({ act, subject }) => [act, subject])).toEqual([
      ['desk-found', enrolmentId],
      ['desk-accepted', approval?.approvalId],
    ])
    await holder.setCode()
    expect((await holder.activate()).statusCode).toBe(200)
  })

  test('needs no e-mail: a person without one goes there from the contact', async () => {
    const { holder: make, agent, database, mails } = await openConsole(open)
    const holder = make()
    await holder.accept()
    const told = (await holder.tell('odile')).json()
    expect(told).toMatchObject({ step: 'contact', contact: { maskedEmail: expect.any(String) } })
    const one = await agent()
    const code = await drawCode(holder)
    const found = await one.post('/api/desk/find', { code })
    expect(found.json()).toMatchObject({
      person: { familyName: 'VANDEWALLE', birthDate: '1952-12-01' },
      hasOtherPhone: false,
    })
    expect(found.json()).not.toHaveProperty('refusal')
    await one.post('/api/desk/accept', { code, ...seen })
    expect((await holder.read()).step).toBe('securing')
    await holder.setCode()
    expect((await holder.activate()).statusCode).toBe(200)
    expect((await holder.refresh()).answer.statusCode).toBe(200)
    const { phones } = database.tables
    expect(await database.db.select().from(phones)).toMatchObject([{ state: 'active' }])
    expect((await mails.list(9)).map(({ to }) => to)).toEqual([])
  })

  test('replaces the phone of a person without e-mail, once a second agent agrees', async () => {
    const { holder: make, agent } = await openConsole(open)
    const [old, holder] = [make(), make()]
    const [one, second] = [await agent(), await agent()]
    for (const each of [old, holder]) {
      await each.accept()
      await each.tell('odile')
      const accepted = await findAndAccept(one, await drawCode(each))
      if (each === old) {
        await old.setCode()
        await old.activate()
      } else {
        expect(accepted.json().state).toBe('waiting')
      }
    }
    const [waiting] = (await second.get('/api/desk/approvals')).json().approvals
    await second.post(`/api/desk/approvals/${waiting.approvalId}`, { isApproved: true })
    await holder.setCode()
    expect((await holder.activate()).statusCode).toBe(200)
    expect((await old.refresh()).code).toBe('phone-ended')
  })

  test('draws a code for a number nobody has alike, and tells the agent alone', async () => {
    const { holder: make, agent } = await openConsole(open)
    const holder = make()
    await holder.accept()
    await holder.tell('claire', { nir: '176192A04107745', birthDate: '1976-05-01' })
    expect((await holder.read()).step).toBe('contact')
    const code = await drawCode(holder)
    expect(code).toHaveLength(8)
    const one = await agent()
    for (const [url, more] of [
      ['find', {}],
      ['accept', seen],
    ] as const) {
      const answer = await one.post(`/api/desk/${url}`, { code, ...more })
      expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'desk-person-unknown'])
    }
  })

  test('is no way around eligibility', async () => {
    const { holder: make, agent, database } = await openConsole(open)
    const holder = make()
    await holder.accept()
    await holder.tell('claire')
    const { registryPeople } = database.tables
    await database.db
      .update(registryPeople)
      .set({ isUnderGuardianship: true })
      .where(eq(registryPeople.registryId, 'claire'))
    const code = await drawCode(holder)
    const one = await agent()
    const found = await one.post('/api/desk/find', { code })
    expect(found.json()).toMatchObject({ refusal: 'under-guardianship' })
    const accepted = await one.post('/api/desk/accept', { code, ...seen })
    expect(codeOf(accepted)).toBe('under-guardianship')
    expect((await holder.read()).step).toBe('contact')
  })

  test('takes a code once, for a quarter of an hour, and only the newest', async () => {
    const { proving, agent, pass } = await openConsole(open)
    const { holder } = await proving('claire')
    const one = await agent()
    const find = async (code: string) => codeOf(await one.post('/api/desk/find', { code }))
    const first = await drawCode(holder)
    const second = await drawCode(holder)
    expect(await find(first)).toBe('desk-code-wrong')
    expect(await find(second)).toBeUndefined()
    pass(15 * minute)
    expect(await find(second)).toBe('desk-code-wrong')
    const late = await one.post('/api/desk/accept', { code: second, ...seen })
    expect(codeOf(late)).toBe('desk-code-wrong')
    const third = await drawCode(holder)
    expect(await find(third)).toBeUndefined()
    const both = await Promise.all(
      [1, 2].map(() => one.post('/api/desk/accept', { code: third, ...seen })),
    )
    expect(both.map(({ statusCode }) => statusCode).toSorted()[0]).toBe(200)
    expect(both.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect((await holder.read()).step).toBe('securing')
  })

  test('ends a code after five that begin like it, at whatever desk', async () => {
    const { proving, agent } = await openConsole(open)
    const { holder } = await proving('claire')
    const code = await drawCode(holder)
    const last = code.endsWith('2') ? '3' : '2'
    const wrong = code.slice(0, 7) + last
    for (let tries = 0; tries < 4; tries++) {
      const answer = await (await agent()).post('/api/desk/find', { code: wrong })
      expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'desk-code-wrong'])
    }
    const one = await agent()
    for (let times = 0; times < 7; times++) {
      expect((await one.post('/api/desk/find', { code })).statusCode).toBe(200)
    }
    await one.post('/api/desk/accept', { code: wrong, ...seen })
    expect(codeOf(await one.post('/api/desk/find', { code }))).toBe('desk-code-wrong')
    expect((await holder.read()).desk).toBeUndefined()
  })

  test('stops an agent who types many wrong codes, right ones too, and no other', async () => {
    const { agent, proving, acts, pass } = await openConsole(open)
    const code = await drawCode((await proving('claire')).holder)
    const [one, other] = [await agent(), await agent()]
    const find = async (by: typeof one, typed: string) =>
      codeOf(await by.post('/api/desk/find', { code: typed }))
    for (let times = 0; times < 22; times++) expect(await find(one, code)).toBeUndefined()
    const wrong = ['AAAA2222', 'no code', 'BBBB-2222', '0000']
    const tried = await Promise.all(
      Array.from({ length: 24 }, (_, index) => find(one, wrong[index % 4] ?? '')),
    )
    expect(tried.filter((outcome) => outcome === 'desk-code-wrong')).toHaveLength(20)
    expect(tried.filter((outcome) => outcome === 'limit-reached')).toHaveLength(4)
    expect(await find(one, code)).toBe('limit-reached')
    expect(codeOf(await one.post('/api/desk/accept', { code, ...seen }))).toBe('limit-reached')
    expect(await find(other, 'AAAA2222')).toBe('desk-code-wrong')
    expect(await find(other, code)).toBeUndefined()
    const written = (await acts()).filter(({ act }) => act === 'desk-code-wrong')
    expect(written.map(({ agentId, subject }) => [agentId, subject])).toEqual([
      ...Array.from({ length: 20 }, () => [one.agentId, one.agentId]),
      [other.agentId, other.agentId],
    ])
    pass(60 * minute)
    const later = await agent()
    expect(await find(later, code)).toBe('desk-code-wrong')
  })

  test('stops every agent when all together typed too many wrong codes', async () => {
    const { agent, proving, database, pass } = await openConsole(open)
    const { holder } = await proving('claire')
    const [one, other] = [await agent(), await agent()]
    const find = async (by: typeof one, typed: string) =>
      codeOf(await by.post('/api/desk/find', { code: typed }))
    expect(await find(one, 'AAAA2222')).toBe('desk-code-wrong')
    const { limits } = database.tables
    const ofAll = like(limits.key, 'desk-codes-wrong %')
    expect(await database.db.select().from(limits).where(ofAll)).toMatchObject([{ count: 1 }])
    await database.db.update(limits).set({ count: 1_999 }).where(ofAll)
    const code = await drawCode(holder)
    expect(await find(other, code)).toBeUndefined()
    expect(await find(other, 'BBBB2222')).toBe('desk-code-wrong')
    expect(await find(other, code)).toBe('limit-reached')
    pass(60 * minute)
    expect(await find(await agent(), await drawCode(holder))).toBeUndefined()
  })

  test('is no step of an activation that is elsewhere', async () => {
    const { holder: make, proving, agent } = await openConsole(open)
    const early = make()
    await early.accept()
    expect(codeOf(await early.post('/enrolment/desk-code'))).toBe('enrolment-step')
    const { holder } = await proving('claire')
    const code = await drawCode(holder)
    await holder.identify('claire')
    expect((await holder.read()).step).toBe('securing')
    const one = await agent()
    const answer = await one.post('/api/desk/accept', { code, ...seen })
    expect(codeOf(answer)).toBe('enrolment-step')
  })
})

forEachEngine('whom an agent was shown', (open) => {
  /** Somebody at the contact, whose code an agent has typed and whose name they read. */
  async function world() {
    const all = await openConsole(open)
    const holder = all.holder()
    await holder.accept()
    await holder.tell('claire')
    const code = await drawCode(holder)
    const one = await all.agent()
    const found = await one.post('/api/desk/find', { code })
    expect(found.json().person.familyName).toBe('AUBERTIN')
    const accept = async (by = one) => codeOf(await by.post('/api/desk/accept', { code, ...seen }))
    return { ...all, holder, code, one, accept }
  }

  test('cannot be exchanged for somebody else before they are accepted', async () => {
    const { holder, code, one, accept, database } = await world()
    expect((await holder.tell('mael')).json()).toMatchObject({ step: 'contact' })
    expect((await holder.read()).desk).toBeUndefined()
    expect(await accept()).toBe('desk-code-wrong')
    expect(codeOf(await one.post('/api/desk/find', { code }))).toBe('desk-code-wrong')
    expect((await holder.read()).step).toBe('contact')
    expect(await database.db.select().from(database.tables.phones)).toEqual([])
    const again = await drawCode(holder)
    const found = await one.post('/api/desk/find', { code: again })
    expect(found.json().person.familyName).toBe('HOARAU-BÈGUE')
  })

  test('is the one who is accepted, though the code outlived the exchange', async () => {
    const { holder, one, accept, database, code } = await world()
    // As when the code was drawn in the very moment another number was told.
    const { enrolments } = database.tables
    await database.db.update(enrolments).set({ registryId: 'mael' })
    expect(await accept()).toBe('desk-code-wrong')
    expect((await holder.read()).step).toBe('contact')
    await one.post('/api/desk/find', { code })
    expect(await accept()).toBeUndefined()
    const { people } = database.tables
    expect(await database.db.select().from(people)).toMatchObject([{ registryId: 'mael' }])
  })

  test('is known to that agent alone: another one looks first', async () => {
    const { holder, code, agent, accept, acts } = await world()
    const other = await agent()
    expect(await accept(other)).toBe('desk-code-wrong')
    expect((await holder.read()).step).toBe('contact')
    await other.post('/api/desk/find', { code })
    expect(await accept()).toBe('desk-code-wrong')
    expect(await accept(other)).toBeUndefined()
    expect((await acts()).map(({ act }) => act)).toEqual([
      'desk-found',
      'desk-found',
      'desk-accepted',
    ])
  })
})

forEachEngine('the second agent', (open) => {
  async function world() {
    const all = await openConsole(open)
    const old = all.holder()
    await old.activated('claire')
    const { holder, enrolmentId } = await all.proving('claire')
    const [asker, second] = [await all.agent(), await all.agent()]
    const code = await drawCode(holder)
    const found = await asker.post('/api/desk/find', { code })
    expect(found.json().hasOtherPhone).toBe(true)
    all.pass(1_000)
    const asked = await asker.post('/api/desk/accept', { code, ...seen })
    const listed = async (by: typeof asker) =>
      (await by.get('/api/desk/approvals')).json().approvals
    const [approval] = await listed(second)
    const url = `/api/desk/approvals/${approval.approvalId}`
    const holderOf = all.holder
    return {
      ...all,
      old,
      holder,
      holderOf,
      enrolmentId,
      asker,
      second,
      asked,
      approval,
      listed,
      url,
    }
  }

  test('is waited for where a phone is in use, and its holder is told', async () => {
    const { asked, holder, mails, approval, asker, listed, old } = await world()
    expect(asked.json()).toMatchObject({ state: 'waiting', step: 'identity' })
    expect((await holder.read()).desk).toEqual({ isWaiting: true, expiresAt: approval.endsAt })
    expect((await mails.list(1))[0]).toMatchObject({
      to: 'claire@example.org',
      text: expect.stringContaining('Un second agent doit donner son accord'),
    })
    expect(approval).toMatchObject({
      askedBy: 'Solène RIVOAL',
      isMine: false,
      person: { familyName: 'AUBERTIN' },
      ...seen,
    })
    expect((await listed(asker))[0].isMine).toBe(true)
    expect((await old.refresh()).answer.statusCode).toBe(200)
  })

  test('reads whom others saw, and each reading is written down', async () => {
    const { second, asker, url, listed, audit, approval } = await world()
    await listed(asker)
    await second.post(url, { isApproved: false })
    expect(await listed(second)).toEqual([])
    const entries = await audit.after(0, 100)
    const readings = entries.filter(({ act }) => act === 'approvals-read')
    const facts = { count: 1, approvals: [approval.approvalId] }
    expect(readings).toMatchObject([
      { agentId: second.agentId, subject: second.agentId, facts },
      { agentId: asker.agentId, subject: asker.agentId, facts },
    ])
    expect(JSON.stringify(entries)).not.toMatch(/AUBERTIN|19AA00001/)
  })

  test('agrees, and the activation goes on', async () => {
    const { second, url, holder, acts, approval, old, listed } = await world()
    const answer = await second.post(url, { isApproved: true })
    expect(answer.json()).toEqual({ state: 'approved' })
    expect((await holder.read()).step).toBe('securing')
    expect((await acts()).at(-1)).toEqual({
      agentId: second.agentId,
      act: 'desk-approved',
      subject: approval.approvalId,
    })
    expect(await listed(second)).toEqual([])
    await holder.setCode()
    expect((await holder.activate()).statusCode).toBe(200)
    expect((await old.refresh()).code).toBe('phone-ended')
  })

  test('says no: nothing is changed, and the phone says so until its next act', async () => {
    const { second, url, holder, acts, old, pass } = await world()
    await second.post(url, { isApproved: false })
    const told = await holder.read()
    expect(told).toMatchObject({ step: 'identity', deskOutcome: 'refused' })
    expect(told.desk).toBeUndefined()
    expect((await old.refresh()).answer.statusCode).toBe(200)
    pass(1_000)
    await drawCode(holder)
    expect(await holder.read()).not.toHaveProperty('deskOutcome')
    pass(15 * minute)
    await holder.identify(null)
    expect(await holder.read()).not.toHaveProperty('deskOutcome')
    expect((await acts()).at(-1)?.act).toBe('desk-refused')
    expect(codeOf(await second.post(url, { isApproved: true }))).toBe('approval-ended')
  })

  test('who does not answer within the hour is told of by the phone, and by one letter', async () => {
    const { holder, pass, database, keys, clock, mails, agent, url } = await world()
    const log = createLog('silent')
    const chores = agentChores({ settings, database, keys, clock, log })
    const clean = async () => chores.find(({ name }) => name === 'end-desk-approvals')?.run()
    const letters = async () =>
      (await mails.list(20)).filter(({ text }) => text.includes('dans l’heure')).length
    pass(60 * minute - 2_000)
    await clean()
    expect((await holder.read()).desk?.isWaiting).toBe(true)
    expect(await letters()).toBe(0)
    pass(2_000)
    expect(await holder.read()).toMatchObject({ step: 'identity', deskOutcome: 'lapsed' })
    await Promise.all([clean(), clean()])
    expect(await letters()).toBe(1)
    expect((await holder.read()).deskOutcome).toBe('lapsed')
    const late = await (await agent()).post(url, { isApproved: true })
    expect(codeOf(late)).toBe('approval-ended')
  })

  test('is never the first one', async () => {
    const { asker, url, holder } = await world()
    for (const isApproved of [true, false]) {
      const answer = await asker.post(url, { isApproved })
      expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'approval-own'])
    }
    expect((await holder.read()).step).toBe('identity')
  })

  test('has an hour, and decides once', async () => {
    const { second, agent, url, holder, pass, listed } = await world()
    const third = await agent()
    const both = await Promise.all(
      [second, third].map((each) => each.post(url, { isApproved: false })),
    )
    expect(both.map(codeOf).toSorted()).toEqual(['approval-ended', undefined])
    const code = await drawCode(holder)
    await findAndAccept(second, code)
    const [again] = await listed(third)
    pass(29 * minute)
    await third.get('/api/session')
    pass(29 * minute)
    await third.get('/api/session')
    pass(2 * minute)
    const late = await third.post(`/api/desk/approvals/${again.approvalId}`, { isApproved: true })
    expect(codeOf(late)).toBe('approval-ended')
    expect((await third.post('/api/desk/approvals/nothing', { isApproved: true })).statusCode).toBe(
      410,
    )
  })

  test('cannot agree for a number that was told since', async () => {
    const { second, url, database, enrolmentId, holder } = await world()
    const { enrolments } = database.tables
    await database.db
      .update(enrolments)
      .set({ registryId: 'theo' })
      .where(eq(enrolments.enrolmentId, enrolmentId))
    expect(codeOf(await second.post(url, { isApproved: true }))).toBe('enrolment-step')
    expect((await holder.read()).step).toBe('identity')
  })

  test('is asked once, though the phone draws another code meanwhile', async () => {
    const { asker, holder, listed, second } = await world()
    const code = await drawCode(holder)
    const answer = await findAndAccept(asker, code)
    expect(answer.json().state).toBe('waiting')
    expect(await listed(second)).toHaveLength(1)
  })

  test('is asked again for a number that was told since', async () => {
    const { asker, database, enrolmentId, holder, listed, second, holderOf } = await world()
    await holderOf().activated('ange')
    const { enrolments } = database.tables
    await database.db
      .update(enrolments)
      .set({ registryId: 'ange' })
      .where(eq(enrolments.enrolmentId, enrolmentId))
    expect((await holder.read()).desk).toBeUndefined()
    expect((await findAndAccept(asker, await drawCode(holder))).json().state).toBe('waiting')
    expect(await listed(second)).toHaveLength(2)
    expect((await holder.read()).desk).toMatchObject({ isWaiting: true })
  })
})

forEachEngine('the code of a desk', (open) => {
  test('is forgotten when it ends', async () => {
    const { proving, database, keys, clock, pass } = await openConsole(open)
    await drawCode((await proving('theo')).holder)
    const log = createLog('silent')
    const chores = agentChores({ settings, database, keys, clock, log })
    const left = async () => {
      await chores.find(({ name }) => name === 'forget-desk-codes')?.run()
      return (await database.db.select().from(database.tables.deskCodes)).length
    }
    pass(15 * minute - 1)
    expect(await left()).toBe(1)
    pass(1)
    expect(await left()).toBe(0)
  })
})
