import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Reading } from '@etui/shared/wire/counter.ts'
import type { StaffMember } from '@etui/shared/wire/staff.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { openTaps } from '../tap/test-tap.ts'

const minute = 60_000
const stranger = '899700000011'

forEachEngine('the staff of a professional', (open) => {
  async function world() {
    const all = await openTaps(open)
    const { database } = all
    async function counter(name = 'Comptoir 2', nationalId?: string) {
      const browser = await all.counter(name, nationalId)
      const named = async (who: string, role = 'preparateur') =>
        (await browser.post('/api/staff', { name: who, role })).json<StaffMember>()
      const list = async () => (await browser.get('/api/staff')).json()
      const work = (staffId: string | null) => browser.put('/api/session/staff', { staffId })
      const end = (staffId: string) => browser.delete(`/api/staff/${staffId}`)
      const read = async (frame: string) =>
        (await browser.post('/api/readings', { frame })).json<Reading>()
      const send = (entry: object) =>
        browser.post('/api/journal', { counterId: browser.counterId, entries: [entry] })
      return { ...browser, named, list, work, end, read, send }
    }
    const { readings, journalEntries, staff } = database.tables
    return {
      ...all,
      counter,
      readings: () => database.db.select().from(readings),
      entries: () => database.db.select().from(journalEntries),
      rows: () => database.db.select().from(staff),
    }
  }

  test('is named, told in order, and its names are sealed', async () => {
    const { counter, pass, rows } = await world()
    const here = await counter()
    const lea = await here.named('  Léa Thibault ')
    expect(lea).toEqual({
      staffId: expect.stringMatching(/^[\w-]{12}$/),
      name: 'Léa Thibault',
      role: 'preparateur',
    })
    pass(minute)
    const noe = await here.named('Noé', 'secretaire')
    expect(await here.list()).toEqual({ staff: [lea, noe], workingId: null })
    for (const { sealedName } of await rows()) {
      expect(sealedName.includes('Léa')).toBe(false)
      expect(sealedName.includes('Noé')).toBe(false)
    }
  })

  test.each([
    { name: '', role: 'autre' },
    { name: '  ', role: 'autre' },
    { name: 'x'.repeat(61), role: 'autre' },
    { name: 'Léa', role: 'medecin' },
    { name: 'Léa' },
  ])('refuses %j', async (payload) => {
    const { counter, rows } = await world()
    const answer = await (await counter()).post('/api/staff', payload)
    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'request-malformed'])
    expect(await rows()).toEqual([])
  })

  test('is twenty at most, however many are named at once; whoever ends makes room', async () => {
    const { counter, rows } = await world()
    const here = await counter()
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, number) =>
        here.post('/api/staff', { name: `Léa ${number}`, role: 'autre' }),
      ),
    )
    const refused = answers.filter(({ statusCode }) => statusCode !== 200)
    expect(refused.map(codeOf)).toEqual(Array(4).fill('staff-full'))
    expect(await rows()).toHaveLength(20)
    const [first] = (await here.list()).staff
    await here.end(first.staffId)
    expect((await here.named('Noé')).name).toBe('Noé')
  })

  test('keeps the name of whoever ended, once and for all, and gives them no more work', async () => {
    const { counter, pass, clock, readings, phone } = await world()
    const here = await counter()
    const lea = await here.named('Léa')
    await here.work(lea.staffId)
    const endedAt = clock().getTime()
    expect((await here.end(lea.staffId)).json()).toEqual({ endedAt })
    pass(minute)
    expect((await here.end(lea.staffId)).json()).toEqual({ endedAt })
    expect(await here.list()).toEqual({ staff: [{ ...lea, endedAt }], workingId: null })
    expect(codeOf(await here.work(lea.staffId))).toBe('staff-unknown')
    await here.read(await (await phone()).frame())
    expect(await readings()).toEqual([expect.objectContaining({ staffId: null })])
  })

  test('is nobody else’s', async () => {
    const { counter } = await world()
    const here = await counter()
    const there = await counter('Cabinet', stranger)
    const lea = await here.named('Léa')
    expect(await there.list()).toEqual({ staff: [], workingId: null })
    for (const answer of [await there.work(lea.staffId), await there.end(lea.staffId)]) {
      expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'staff-unknown'])
    }
    expect((await here.list()).staff).toEqual([lea])
  })

  test('is told by what it reads, in the session where it was chosen', async () => {
    const { counter, phone, readings, pass } = await world()
    const here = await counter()
    const sister = await counter('Comptoir 3')
    const { staffId } = await here.named('Léa')
    const shown = await phone()
    expect((await here.work(staffId)).json()).toEqual({ workingId: staffId })
    expect((await here.list()).workingId).toBe(staffId)
    const { context } = await here.read(await shown.frame())
    pass(minute)
    await here.post(`/api/contexts/${context?.contextId}/renewal`, {
      frame: await shown.frame(),
      token: context?.token,
    })
    pass(minute)
    await sister.read(await shown.frame())
    await here.work(null)
    pass(minute)
    await here.read(await shown.frame())
    const read = (await readings()).toSorted((a, b) => a.readAt.getTime() - b.readAt.getTime())
    expect(read.map((each) => each.staffId)).toEqual([staffId, staffId, null, null])
  })

  test('is told by the tap that it waited for', async () => {
    const { counter, phone, readings } = await world()
    const here = await counter()
    const { staffId } = await here.named('Léa')
    await here.work(staffId)
    const { challenge } = await here.start()
    await here.work(null)
    await (await phone()).answer(challenge)
    expect(await readings()).toEqual([expect.objectContaining({ staffId })])
  })

  test('is told by what it read without network, though it ended since', async () => {
    const { counter, phone, readings, entries, clock, pass } = await world()
    const here = await counter()
    const there = await counter('Cabinet', stranger)
    const { staffId } = await here.named('Léa')
    const entry = {
      entryId: randomBytes(16).toString('base64url'),
      frame: await (await phone()).frame(),
      readAt: clock().getTime(),
      verdict: 'valid',
      staffId,
    }
    pass(minute)
    await here.end(staffId)
    const foreign = await there.send(entry)
    expect([foreign.statusCode, codeOf(foreign)]).toEqual([404, 'staff-unknown'])
    expect(await readings()).toEqual([])
    const sent = await here.send(entry)
    expect(sent.json().judged).toEqual([expect.objectContaining({ judgement: 'accepted' })])
    expect(await readings()).toEqual([expect.objectContaining({ staffId, isOffline: true })])
    expect(await entries()).toEqual([expect.objectContaining({ staffId })])
    const { staffId: _, ...byNobody } = entry
    expect(codeOf(await here.send(byNobody))).toBe('journal-conflict')
  })

  test('is asked of those signed in only', async () => {
    const { app, settings } = await world()
    const { origin, host } = new URL(settings.origins.counter)
    const answer = await app.inject({ url: '/api/staff', headers: { host, origin } })
    expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'sign-in-needed'])
  })
})

function codeOf(answer: { json(): { type?: string } }): string | undefined {
  return answer.json().type?.split('/').at(-1)
}
