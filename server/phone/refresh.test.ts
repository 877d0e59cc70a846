import { expect, test } from 'vitest'
import { readCard } from '@etui/shared/card/read-card.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { newToken, openHolders, origin } from './test-holder.ts'

const day = 86_400_000

forEachEngine('refresh', (open) => {
  async function world(registryId = 'claire') {
    const holders = await openHolders(open)
    const holder = holders.holder()
    const letter = await holder.activated(registryId)
    return { ...holders, holder, letter, stranger: () => holders.holder() }
  }

  test('brings a card per beneficiary, rights and group keys', async () => {
    const { holder, letter, clock } = await world()
    expect(letter.beneficiaries.map((each) => each.givenNames)).toEqual(['CLAIRE', 'JULES', 'NOUR'])
    const { answer, keep } = await holder.refresh()
    expect(answer.statusCode).toBe(200)
    keep()
    const next = await holder.open(answer)
    expect(next.beneficiaries.map((each) => each.card)).toEqual(
      letter.beneficiaries.map((each) => each.card),
    )
    for (const [index, each] of next.beneficiaries.entries()) {
      expect(each.reference).not.toBe(letter.beneficiaries[index]?.reference)
    }
    expect(
      next.groupKeys.some(
        ({ from, to }) => from * 1000 <= clock().getTime() && clock().getTime() < to * 1000,
      ),
    ).toBe(true)
    const { card } = readCard(
      new Uint8Array(Buffer.from(letter.beneficiaries[0]?.card ?? '', 'base64url')),
    )
    expect(card).toMatchObject({
      issuer: origin,
      cardClass: 'demonstration',
      content: {
        nir: letter.beneficiaries[0]?.nir,
        familyName: 'AUBERTIN',
        givenNames: 'CLAIRE',
        birthDate: 19840312,
      },
    })
    expect(card.expiresAt - card.issuedAt).toBe(30 * 86_400)
  })

  test('signs a card anew after a day, and gives it another index after 30', async () => {
    const { holder, letter, pass } = await world('ange')
    const first = letter.beneficiaries[0]?.card
    pass(day)
    let { answer, keep } = await holder.refresh()
    keep()
    const second = (await holder.open(answer)).beneficiaries[0]?.card
    expect(second).not.toBe(first)
    expect(statusOf(second)).toEqual(statusOf(first))
    pass(29 * day)
    ;({ answer, keep } = await holder.refresh())
    keep()
    const third = (await holder.open(answer)).beneficiaries[0]?.card
    expect(statusOf(third)).not.toEqual(statusOf(first))
  })

  test('gives the same request the same result, however often its answer is lost', async () => {
    const { holder } = await world()
    const lost = newToken()
    for (let count = 0; count < 3; count++) {
      expect((await holder.refresh(lost)).answer.statusCode).toBe(200)
    }
    holder.token = lost
    expect((await holder.refresh()).answer.statusCode).toBe(200)
  })

  test('keeps two references of a card: the last written, and the one before, which a lost answer leaves', async () => {
    const { holder, letter, database } = await world()
    const kept = async () => {
      const rows = await database.db.select().from(database.tables.cards)
      expect(rows).toHaveLength(3)
      const row = rows.find(({ beneficiaryId }) => beneficiaryId === '0')
      return [row?.reference, row?.previousReference].map((it) => it?.toString('base64url'))
    }
    const referenceOf = async (answer: Parameters<typeof holder.open>[0]) =>
      (await holder.open(answer)).beneficiaries[0]?.reference
    const zero = letter.beneficiaries[0]?.reference
    expect(await kept()).toEqual([zero, undefined])
    const first = await holder.refresh()
    const one = await referenceOf(first.answer)
    expect(await kept()).toEqual([one, zero])
    const again = await referenceOf((await holder.refresh(first.next)).answer)
    expect(again).not.toBe(one)
    expect(await kept()).toEqual([again, zero])
    first.keep()
    const second = await referenceOf((await holder.refresh()).answer)
    expect(await kept()).toEqual([second, again])
  })

  test('suspends on a stale token, until the holder proves to be there', async () => {
    const { holder } = await world()
    const old = holder.token
    for (let count = 0; count < 2; count++) (await holder.refresh()).keep()
    const current = holder.token
    holder.token = old
    expect((await holder.refresh()).code).toBe('refresh-suspended')
    holder.token = current
    expect((await holder.refresh()).code).toBe('refresh-suspended')
    const next = newToken()
    const resumed = await holder.resume({ by: { kind: 'code', proof: holder.code } }, next)
    expect(resumed.answer.statusCode).toBe(200)
    const again = await holder.resume({ by: { kind: 'code', proof: holder.code } }, next)
    expect(again.answer.statusCode).toBe(200)
    holder.token = next
    expect((await holder.refresh()).answer.statusCode).toBe(200)
  })

  test('does not resume for a wrong code, whose tries count', async () => {
    const { holder } = await world()
    const wrong = { by: { kind: 'code', proof: newToken() } }
    expect((await holder.resume(wrong)).code).toBe('code-wrong')
    expect((await holder.resume(wrong)).code).toBe('code-wrong')
    expect((await holder.resume(wrong)).code).toBe('code-wrong')
    expect((await holder.resume(wrong)).code).toBe('code-paused')
  })

  test('goes on with the one branch that proves itself', async () => {
    const { holder } = await world()
    const thief = holder.copy()
    ;(await holder.refresh()).keep()
    ;(await holder.refresh()).keep()
    expect((await thief.refresh()).code).toBe('refresh-suspended')
    const resumed = await holder.resume({ by: { kind: 'code', proof: holder.code } })
    resumed.keep()
    for (let count = 0; count < 2; count++) {
      const { answer, keep } = await holder.refresh()
      expect(answer.statusCode).toBe(200)
      keep()
    }
  })

  test.each(['holder', 'thief'] as const)(
    'blocks the card when both branches prove themselves, the %s first',
    async (first) => {
      const { holder, blocks, clock, mails, database } = await world()
      const thief = holder.copy()
      for (let count = 0; count < 2; count++) (await holder.refresh()).keep()
      const by = { by: { kind: 'code', proof: holder.code } }
      expect((await thief.refresh()).code).toBe('refresh-suspended')
      const [one, other] = first === 'holder' ? [holder, thief] : [thief, holder]
      const resumed = await one.resume(by)
      expect(resumed.answer.statusCode).toBe(200)
      resumed.keep()
      expect((await other.refresh()).code).toBe('refresh-suspended')
      expect((await other.resume(by)).code).toBe('card-blocked')
      expect((await one.refresh()).code).toBe('card-blocked')
      const [phone] = await database.db.select().from(database.tables.phones)
      const block = await blocks.find(phone?.personId ?? '', phone?.phoneId ?? '')
      expect(block).toMatchObject({ state: 'final', reason: 'two-branches' })
      const indices = await database.db.select().from(database.tables.statusIndices)
      expect(indices.map(({ blockedAt }) => blockedAt)).toEqual([clock(), clock(), clock()])
      expect((await mails.list(9)).map(({ subject }) => subject)).toContain(
        'Votre carte Étui est bloquée',
      )
    },
  )

  test('answers each of many at once with their own cards', async () => {
    const { holder, stranger, pass } = await world()
    const [second, third] = [stranger(), stranger()]
    // Letters of two moments are told apart by when they were written.
    pass(1_000)
    await second.activated('ange')
    pass(1_000)
    await third.activated('samir')
    const all = [holder, second, third]
    const answers = await Promise.all(all.map((each) => each.refresh()))
    const letters = await Promise.all(answers.map(({ answer }, index) => all[index]?.open(answer)))
    expect(
      letters.map((letter) => letter?.beneficiaries.map(({ givenNames }) => givenNames)),
    ).toEqual([['CLAIRE', 'JULES', 'NOUR'], ['ANGE-TOUSSAINT, DUMÈ'], ['SAMIR', 'INÈS']])
  })

  test('lets one of two at once win', async () => {
    const { holder } = await world()
    const both = await Promise.all([holder.refresh(), holder.refresh()])
    const codes = both.map(({ code }) => code ?? 'done').toSorted()
    expect(codes[0]).toBe('done')
    expect(['refresh-conflict', 'refresh-suspended']).toContain(codes[1])
  })

  test('takes the same request twice at once', async () => {
    const { holder } = await world()
    const next = newToken()
    await holder.phone.call('GET', '/api/enrolment')
    const both = await Promise.all([holder.refresh(next), holder.refresh(next)])
    const done = both.filter(({ answer }) => answer.statusCode === 200)
    expect(done.length).toBeGreaterThanOrEqual(1)
    expect((await holder.refresh(next)).answer.statusCode).toBe(200)
  })

  test('refuses a token that would not change', async () => {
    const { holder } = await world()
    expect((await holder.refresh(holder.token)).code).toBe('request-malformed')
  })

  test('says that the card is suspended, blocked, or on no phone of ours', async () => {
    const { holder, stranger, blocks, clock, database } = await world()
    const [phone] = await database.db.select().from(database.tables.phones)
    const order = { personId: phone?.personId ?? '', phoneId: phone?.phoneId ?? '', at: clock() }
    const share = () => holder.post('/code/share', { proof: holder.code })
    expect((await share()).statusCode).toBe(200)
    await blocks.suspend({ ...order, reason: 'lost' })
    expect((await holder.refresh()).code).toBe('card-suspended')
    expect(codeOf(await share())).toBe('card-suspended')
    await blocks.lift(order)
    expect((await holder.refresh()).answer.statusCode).toBe(200)
    await blocks.blockForGood({ ...order, reason: 'lost' })
    expect((await holder.refresh()).code).toBe('card-blocked')
    expect(codeOf(await share())).toBe('card-blocked')
    expect((await stranger().refresh()).code).toBe('phone-unknown')
  })

  test('spends each proof once, in the unit of its own write', async () => {
    const { holder, database } = await world()
    const body = {
      token: holder.token,
      nextHash: Buffer.from(newToken(), 'base64url').toString('base64url'),
      cursor: '',
    }
    const proof = holder.phone.prove('POST', '/api/refresh')
    expect((await holder.phone.send('POST', '/api/refresh', proof, body)).statusCode).toBe(200)
    expect(codeOf(await holder.phone.send('POST', '/api/refresh', proof, body))).toBe(
      'proof-replayed',
    )
    const read = holder.phone.prove('GET', '/api/enrolment')
    expect((await holder.phone.send('GET', '/api/enrolment', read)).statusCode).toBe(200)
    expect(codeOf(await holder.phone.send('GET', '/api/enrolment', read))).toBe('proof-replayed')
    expect(codeOf(await holder.phone.send('POST', '/api/refresh', undefined, body))).toBe(
      'proof-missing',
    )
    expect((await database.db.select().from(database.tables.dpopProofs)).length).toBeGreaterThan(5)
  })
})

function statusOf(card = '') {
  return readCard(new Uint8Array(Buffer.from(card, 'base64url'))).card.status
}
