import { expect, test } from 'vitest'
import { insDatamatrix } from '@etui/shared/ins/ins-datamatrix.ts'
import type { Identity } from '@etui/shared/wire/context.ts'
import type { Reading, Rights } from '@etui/shared/wire/counter.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { openWorld } from '../http/test-world.ts'
import { signInAs } from '../professional/test-session.ts'
import { type PhoneChange, testPhone } from '../reading/test-phone.ts'
import { seedRegistry } from '../registry/seed-registry.ts'

const second = 1_000
const minute = 60 * second

interface Told {
  readonly identity: Identity
  readonly rights: Rights
}

forEachEngine('the context of a reading', (open) => {
  async function world() {
    const database = await open()
    const all = await openWorld({ database })
    const { keys, clock, settings, pass } = all
    await seedRegistry({ database, keys, clock })
    const issuer = settings.origins.card
    const phone = (told: PhoneChange = {}) => testPhone({ database, keys, clock, issuer }, told)
    /** A counter of its own; whoever is signed in there is told by the change. */
    const seat = async (change: { nationalId?: string; professionCode?: string } = {}) => {
      const browser = await signInAs(all, change)
      await browser.post('/api/counter', { name: 'Comptoir 2' })
      const ask = async (url: string, body: object) => {
        const answer = await browser.post(url, body)
        const told = answer.json<{ type?: string }>()
        const code = told.type?.split('/').at(-1)
        return { ...told, status: answer.statusCode, ...(code && { code }) }
      }
      // What the endpoint answers, which its own schema wrote.
      const read = async (frame: string) =>
        (await ask('/api/readings', { frame })) as object as Reading
      const use = ({ context }: Reading, what: string, body: object, token = context?.token) =>
        ask(`/api/contexts/${context?.contextId}/${what}`, { token, ...body })
      return {
        read,
        identity: async (reading: Reading, beneficiaryId = '0') =>
          (await use(reading, 'identity', { beneficiaryId })) as object as Told,
        renew: async (reading: Reading, frame: string) =>
          (await use(reading, 'renewal', { frame })) as object as Reading & { code?: string },
        use,
        end: async ({ context }: Reading) =>
          (await browser.delete(`/api/contexts/${context?.contextId}`)).statusCode,
      }
    }
    /** The phone's next frame: a second later the proof is another. */
    const next = async (shown: { frame(): Promise<string> }) => {
      pass(second)
      return shown.frame()
    }
    return { ...all, database, phone, seat, next }
  }

  test('gives half an hour, and names everybody on a holder’s card', async () => {
    const { phone, seat, clock, database } = await world()
    const { read } = await seat()
    const reading = await read(await (await phone()).frame())
    expect(reading.context?.endsAt).toBe(clock().getTime() + 30 * minute)
    expect(reading.beneficiaries).toEqual([
      expect.objectContaining({ beneficiaryId: '0', givenNames: 'CLAIRE', isPresented: true }),
      expect.objectContaining({ beneficiaryId: '1', birthDate: 20150523, isPresented: false }),
      expect.objectContaining({ beneficiaryId: '2', quality: 6, isPresented: false }),
    ])
    const kept = await database.db.select().from(database.tables.contexts)
    expect(JSON.stringify(kept)).not.toContain(reading.context?.token)
  })

  test('tells a qualified identity with the rights of now, a child’s on a parent’s card too', async () => {
    const { phone, seat } = await world()
    const counter = await seat()
    const reading = await counter.read(await (await phone()).frame())
    const claire = await counter.identity(reading)
    expect(claire.identity.ins).toEqual({
      matricule: '284195751150059',
      oid: '1.2.250.1.213.1.4.11',
      birthName: 'AUBERTIN',
      givenNames: 'CLAIRE',
      sex: 'female',
      birthDate: '1984-03-12',
      birthPlaceCode: '57511',
    })
    const jules = await counter.identity(reading, '1')
    expect(jules.rights.isOpen).toBe(true)
    expect(jules.identity).toMatchObject({ nir: '284195751150059', ins: { givenNames: 'JULES' } })
    expect(jules.identity.ins?.matricule).toMatch(/^11519/)
    const { ins } = jules.identity
    expect(ins && insDatamatrix(ins)).toBe(
      `IS01${'0'.repeat(22)}S1115195751150194S21.2.250.1.213.1.4.11S3JULES\x1dS4AUBERTIN\x1dS5MS623-05-2015S757511`,
    )
    expect(await counter.identity(reading, '7')).toMatchObject({ code: 'beneficiary-unknown' })
  })

  test('says that a child has no number yet, and offers no identity', async () => {
    const { phone, seat } = await world()
    const counter = await seat()
    const reading = await counter.read(await (await phone({ registryId: 'mael' })).frame())
    const { identity } = await counter.identity(reading, '1')
    expect(identity.missing).toBe('matricule')
    expect(identity.ins).toBeUndefined()
  })

  test('of a dependant’s own card stands for them alone', async () => {
    const { phone, seat } = await world()
    const counter = await seat()
    const reading = await counter.read(await (await phone({ beneficiaryId: '1' })).frame())
    expect(reading.beneficiaries?.map(({ givenNames }) => givenNames)).toEqual(['JULES'])
    expect((await counter.identity(reading, '1')).identity.ins?.givenNames).toBe('JULES')
    for (const other of ['0', '2']) {
      expect(await counter.identity(reading, other)).toMatchObject({ code: 'beneficiary-unknown' })
    }
  })

  test('tells exemptions to professions that may see them, and to no other', async () => {
    const { phone, seat, next } = await world()
    const pharmacy = await seat()
    const shown = await phone({ registryId: 'bernadette' })
    const reading = await pharmacy.read(await shown.frame())
    const due = [{ code: '4', from: '2023-02-01', to: '2028-01-31' }]
    expect(reading.rights?.exemptions).toEqual(due)
    expect((await pharmacy.identity(reading)).rights.exemptions).toEqual(due)
    expect((await pharmacy.identity(reading)).rights.isOpen).toBe(true)
    const chiropodist = await seat({ nationalId: '899700000999', professionCode: '80' })
    const told = await chiropodist.read(await next(shown))
    expect(told.rights?.isOpen).toBe(true)
    expect(told.rights).not.toHaveProperty('exemptions')
    expect((await chiropodist.identity(told)).rights).not.toHaveProperty('exemptions')
  })

  test('tells rights that closed since the reading', async () => {
    const { phone, seat, database, clock, pass } = await world()
    const counter = await seat()
    const reading = await counter.read(await (await phone()).frame())
    expect(reading.rights).toMatchObject({ isOpen: true, hasWorkAccident: true })
    pass(1)
    await database.db.update(database.tables.registryBeneficiaries).set({ rightsTo: clock() })
    expect((await counter.identity(reading)).rights).toMatchObject({
      isOpen: false,
      asOf: clock().getTime(),
      hasThirdPartyPayment: false,
      hasWorkAccident: false,
    })
  })

  test('is over after half an hour, to the millisecond', async () => {
    const { phone, seat, pass } = await world()
    const counter = await seat()
    const reading = await counter.read(await (await phone()).frame())
    pass(30 * minute - 1)
    expect((await counter.identity(reading)).identity.beneficiaryId).toBe('0')
    pass(1)
    expect(await counter.identity(reading)).toMatchObject({ status: 410, code: 'context-expired' })
  })

  test('is unknown to another professional, another counter, and without its token', async () => {
    const { phone, seat } = await world()
    const counter = await seat()
    const reading = await counter.read(await (await phone()).frame())
    const [sister, stranger] = [await seat(), await seat({ nationalId: '899700000011' })]
    const frame = '27'
    for (const other of [sister, stranger]) {
      for (const what of ['identity', 'renewal']) {
        const body = what === 'identity' ? { beneficiaryId: '0' } : { frame }
        expect(await other.use(reading, what, body)).toMatchObject({ code: 'context-unknown' })
      }
      expect(await other.end(reading)).toBe(404)
    }
    const token = 'A'.repeat(43)
    expect(await counter.use(reading, 'identity', { beneficiaryId: '0' }, token)).toMatchObject({
      status: 404,
      code: 'context-unknown',
    })
    expect((await counter.identity(reading)).identity.beneficiaryId).toBe('0')
  })

  test('ends on demand, and when the next patient is read', async () => {
    const { phone, seat, next } = await world()
    const counter = await seat()
    const [claire, ange] = [await phone(), await phone({ registryId: 'ange' })]
    const first = await counter.read(await claire.frame())
    const later = await counter.read(await next(ange))
    expect(await counter.identity(first)).toMatchObject({ code: 'context-expired' })
    expect(await counter.end(later)).toBe(200)
    expect(await counter.end(later)).toBe(200)
    expect(await counter.identity(later)).toMatchObject({ code: 'context-expired' })
  })

  test('is renewed by the card presented again, after its end too', async () => {
    const { phone, seat, next, pass, clock } = await world()
    const counter = await seat()
    const shown = await phone()
    const first = await counter.read(await shown.frame())
    pass(40 * minute)
    const renewed = await counter.renew(first, await next(shown))
    expect(renewed).toMatchObject({ verdict: 'valid', rights: { isOpen: true } })
    expect(renewed.context?.contextId).not.toBe(first.context?.contextId)
    expect(renewed.context?.endsAt).toBe(clock().getTime() + 30 * minute)
    expect((await counter.identity(renewed)).identity.beneficiaryId).toBe('0')
    expect(await counter.renew(first, await next(shown))).toMatchObject({ code: 'context-expired' })
  })

  test('is renewed again by the same code where the answer was lost', async () => {
    const { phone, seat, next, pass } = await world()
    const counter = await seat()
    const shown = await phone()
    const first = await counter.read(await shown.frame())
    const frame = await next(shown)
    const lost = await counter.renew(first, frame)
    pass(1)
    const again = await counter.renew(first, frame)
    expect(again).toMatchObject({ verdict: 'valid', isRepeat: true })
    expect(await counter.identity(lost)).toMatchObject({ code: 'context-expired' })
    expect((await counter.identity(again)).identity.beneficiaryId).toBe('0')
  })

  test('of two renewals at once one takes its place', async () => {
    const { phone, seat, next } = await world()
    const counter = await seat()
    const shown = await phone()
    const first = await counter.read(await shown.frame())
    const frames = [await next(shown), await next(shown)]
    const both = await Promise.all(frames.map((frame) => counter.renew(first, frame)))
    const verdicts = both.map(({ verdict, code }) => verdict ?? code)
    expect(verdicts.toSorted()).toEqual(['context-expired', 'valid'])
  })

  test('is not renewed by another person’s card, nor by one that is refused', async () => {
    const { phone, seat, next, pass } = await world()
    const counter = await seat()
    const [claire, ange] = [await phone(), await phone({ registryId: 'ange' })]
    const first = await counter.read(await claire.frame())
    expect(await counter.renew(first, await next(ange))).toMatchObject({
      status: 409,
      code: 'context-other-person',
    })
    const old = await next(claire)
    pass(50 * second)
    const refused = await counter.renew(first, old)
    expect(refused.verdict).toBe('stale')
    expect(refused.context).toBeUndefined()
    expect((await counter.identity(first)).identity.beneficiaryId).toBe('0')
  })

  test('of one code at twenty counters is opened at one', async () => {
    const { phone, seat, database } = await world()
    const seats = await Promise.all(Array.from({ length: 20 }, () => seat()))
    const frame = await (await phone()).frame()
    const readings = await Promise.all(seats.map(({ read }) => read(frame)))
    expect(readings.filter(({ context }) => context)).toHaveLength(1)
    expect(await database.db.select().from(database.tables.contexts)).toHaveLength(1)
  })
})
