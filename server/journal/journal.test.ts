import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { encodeChallenge } from '@etui/shared/presentation/challenge.ts'
import type { Reading } from '@etui/shared/wire/counter.ts'
import type { JournalEntry, JudgedEntry } from '@etui/shared/wire/journal.ts'
import { blockStore } from '../block/block-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { openWorld } from '../http/test-world.ts'
import { FileKeys } from '../keys/file-keys.ts'
import { drawPkcs8, privateKeyOf, signEs256 } from '../keys/p256.ts'
import { holderChores } from '../phone/holder-chores.ts'
import { letterItems, settleMs } from '../phone/letter-items.ts'
import { signInAs } from '../professional/test-session.ts'
import { type PhoneChange, testPhone } from '../reading/test-phone.ts'
import { seedRegistry } from '../registry/seed-registry.ts'
import { journalChores } from './journal-chores.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

forEachEngine('the journal of a counter', (open) => {
  async function world() {
    const database = await open()
    const all = await openWorld({ database })
    const { keys, clock, settings } = all
    await seedRegistry({ database, keys, clock })
    const issuer = settings.origins.card
    const phone = (told: PhoneChange = {}) => testPhone({ database, keys, clock, issuer }, told)
    /** An entry read now, by the server's clock. */
    const entryOf = (frame: string, change: Partial<JournalEntry> = {}): JournalEntry => ({
      entryId: randomBytes(16).toString('base64url'),
      frame,
      readAt: clock().getTime(),
      verdict: 'valid',
      ...change,
    })
    async function seat(nationalId = '899700000029', name = 'Comptoir 2', before?: string) {
      const browser = await signInAs(all, { nationalId })
      const body = { name, ...(before && { counterId: before }) }
      const { counterId } = (await browser.post('/api/counter', body)).json()
      const post = (entries: readonly JournalEntry[], of = counterId) =>
        browser.post('/api/journal', { counterId: of, entries })
      const send = async (...entries: JournalEntry[]): Promise<JudgedEntry[]> => {
        const answer = await post(entries)
        expect(answer.statusCode).toBe(200)
        return answer.json().judged
      }
      const read = async (frame: string) =>
        (await browser.post('/api/readings', { frame })).json<Reading>()
      return { counterId, post, send, read }
    }
    const rows = () => database.db.select().from(database.tables.readings)
    return { ...all, database, blocks: blockStore(database), phone, seat, entryOf, rows }
  }

  test('becomes readings, dated as they were read, whatever hour they come', async () => {
    const { phone, seat, entryOf, rows, pass, clock } = await world()
    const counter = await seat()
    pass(minute)
    const shown = await phone()
    const entry = entryOf(await shown.frame())
    pass(hour)
    expect(await counter.send(entry)).toEqual([
      {
        entryId: entry.entryId,
        judgement: 'accepted',
        verdict: 'valid',
        person: expect.objectContaining({ familyName: 'AUBERTIN' }),
      },
    ])
    expect(await rows()).toEqual([
      expect.objectContaining({
        personId: shown.personId,
        counterId: counter.counterId,
        readAt: new Date(entry.readAt),
        recordedAt: clock(),
        isOffline: true,
        isFlagged: false,
      }),
    ])
  })

  test('reaches a holder whose letters already passed that date, once', async () => {
    const { phone, seat, entryOf, pass, clock, database, keys } = await world()
    const [here, there] = [await seat(), await seat('899700000011', 'Cabinet')]
    const shown = await phone()
    const entry = entryOf(await shown.frame())
    pass(minute)
    await there.read(await shown.frame())
    pass(settleMs)
    const items = letterItems(database, { keys, historyMonths: 24 })
    const first = await items.since(shown.personId, '', clock())
    expect(first.items.map(({ counterName }) => counterName)).toEqual(['Cabinet'])
    pass(minute)
    await here.send(entry)
    pass(settleMs)
    const then = await items.since(shown.personId, first.cursor, clock())
    expect(then.items).toEqual([
      expect.objectContaining({ counterName: 'Comptoir 2', at: entry.readAt }),
    ])
    expect((await items.since(shown.personId, then.cursor, clock())).items).toEqual([])
  })

  test('gives the same entry the same answer, though a block came since; one reading', async () => {
    const { phone, seat, entryOf, rows, pass, blocks, clock } = await world()
    const counter = await seat()
    const shown = await phone()
    const entry = entryOf(await shown.frame())
    const first = await counter.send(entry)
    pass(minute)
    const { personId, phoneId } = shown
    await blocks.suspend({ personId, phoneId, reason: 'lost', at: clock() })
    expect(await counter.send(entry)).toEqual(first)
    expect(await counter.send(entry, entry)).toEqual([...first, ...first])
    expect(await rows()).toHaveLength(1)
  })

  test('asked for twice at once, is answered alike and read once', async () => {
    const { phone, seat, entryOf, rows } = await world()
    const counter = await seat()
    const entries: JournalEntry[] = []
    for (const registryId of ['claire', 'ange', 'theo']) {
      entries.push(entryOf(await (await phone({ registryId })).frame()))
    }
    const answers = await Promise.all(Array.from({ length: 6 }, () => counter.send(...entries)))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]?.map(({ judgement }) => judgement)).toEqual(Array(3).fill('accepted'))
    expect(await rows()).toHaveLength(3)
  })

  test('refuses one id with two contents, and takes nothing of that request', async () => {
    const { phone, seat, entryOf, rows } = await world()
    const counter = await seat()
    const [claire, ange] = [await phone(), await phone({ registryId: 'ange' })]
    const entry = entryOf(await claire.frame())
    await counter.send(entry)
    const next = entryOf(await ange.frame())
    for (const other of [
      { ...entry, frame: next.frame },
      { ...entry, readAt: entry.readAt + 1 },
    ]) {
      const answer = await counter.post([next, other])
      expect([answer.statusCode, answer.json().type]).toEqual([
        409,
        expect.stringMatching(/journal-conflict$/),
      ])
      expect(answer.json().facts).toEqual({ entryId: entry.entryId })
    }
    const twin = await counter.post([next, { ...next, frame: entry.frame }])
    expect(twin.statusCode).toBe(409)
    expect(await rows()).toHaveLength(1)
  })

  test('is blocked from the block’s own instant on, and not before', async () => {
    const { phone, seat, entryOf, rows, pass, blocks, clock } = await world()
    const counter = await seat()
    const shown = await phone()
    const { personId, phoneId } = shown
    const before = entryOf(await shown.frame())
    pass(second)
    const blockedAt = clock()
    await blocks.suspend({ personId, phoneId, reason: 'lost', at: blockedAt })
    const at = entryOf(await shown.frame())
    pass(hour)
    expect(await counter.send(before, at)).toEqual([
      expect.objectContaining({ judgement: 'accepted' }),
      expect.objectContaining({
        judgement: 'blocked',
        verdict: 'revoked',
        blockedAt: blockedAt.getTime(),
        person: expect.objectContaining({ familyName: 'AUBERTIN' }),
      }),
    ])
    expect(await rows()).toHaveLength(1)
  })

  test('is blocked at the instant it was read while suspended, though that was lifted since', async () => {
    const { phone, seat, entryOf, rows, pass, blocks, clock } = await world()
    const counter = await seat()
    const shown = await phone()
    const { personId, phoneId } = shown
    const readThen = async () => {
      const entry = entryOf(await shown.frame())
      pass(minute)
      return entry
    }
    const suspend = () => blocks.suspend({ personId, phoneId, reason: 'lost', at: clock() })
    const lift = () => blocks.lift({ personId, phoneId, at: clock() })
    const firstBlockedAt = clock()
    await suspend()
    const whileSuspended = await readThen()
    await lift()
    const free = await readThen()
    await suspend()
    const again = await readThen()
    await lift()
    expect(await counter.send(whileSuspended, free, again)).toMatchObject([
      { judgement: 'blocked', blockedAt: firstBlockedAt.getTime() },
      { judgement: 'accepted' },
      { judgement: 'blocked', blockedAt: again.readAt },
    ])
    expect(await rows()).toHaveLength(1)
  })

  test('is told of a code that another counter had; where, to its own professional only', async () => {
    const { phone, seat, entryOf, rows, pass, clock } = await world()
    const first = await seat()
    const sister = await seat('899700000029', 'Comptoir 3')
    const stranger = await seat('899700000011', 'Cabinet')
    const frame = await (await phone()).frame()
    const readAt = clock().getTime()
    await first.read(frame)
    pass(40 * second)
    const entry = () => entryOf(frame, { readAt: readAt + 5_000 })
    expect(await sister.send(entry())).toEqual([
      expect.objectContaining({
        judgement: 'used-elsewhere',
        verdict: 'replayed',
        previous: { readAt, isHere: false, counterName: 'Comptoir 2' },
      }),
    ])
    expect(await stranger.send(entry())).toEqual([
      expect.objectContaining({ previous: { readAt, isHere: false } }),
    ])
    expect(await rows()).toHaveLength(1)
  })

  test('counts a code this counter had read online, or twice, as one reading', async () => {
    const { phone, seat, entryOf, rows, pass } = await world()
    const counter = await seat()
    const frame = await (await phone()).frame()
    expect((await counter.read(frame)).verdict).toBe('valid')
    pass(40 * second)
    const again = [entryOf(frame), entryOf(frame, { verdict: 'replayed' })]
    const judged = await counter.send(...again)
    expect(judged.map(({ judgement }) => judgement)).toEqual(['accepted', 'accepted'])
    expect(await rows()).toEqual([expect.objectContaining({ isOffline: false })])
  })

  test('of two counters that read one code offline, exactly one is accepted', async () => {
    const { phone, seat, entryOf, rows } = await world()
    const frame = await (await phone()).frame()
    const seats = [await seat(), await seat('899700000011', 'Cabinet'), await seat(undefined, 'C')]
    const answers = await Promise.all(seats.map(({ send }) => send(entryOf(frame))))
    const judgements = answers.flat().map(({ judgement }) => judgement)
    expect(judgements.toSorted()).toEqual(['accepted', 'used-elsewhere', 'used-elsewhere'])
    expect(await rows()).toHaveLength(1)
  })

  test('is judged by the offline window, at the time of the reading', async () => {
    const { phone, seat, entryOf, pass, clock } = await world()
    const counter = await seat()
    const shownAt = clock().getTime()
    const cases = [
      ['claire', 0, 120, 'accepted', undefined],
      ['ange', 0, 121, 'clock', 1],
      ['theo', 60, 0, 'accepted', undefined],
      ['odile', 61, 0, 'clock', 61],
    ] as const
    const entries: JournalEntry[] = []
    for (const [registryId, clockAhead, age] of cases) {
      const frame = await (await phone({ registryId, clockAhead })).frame()
      entries.push(entryOf(frame, { readAt: shownAt + age * second }))
    }
    pass(hour)
    const judged = await counter.send(...entries)
    expect(judged.map(({ judgement, secondsOff }) => [judgement, secondsOff])).toEqual(
      cases.map(([, , , judgement, secondsOff]) => [judgement, secondsOff]),
    )
  })

  test('is no time at which that counter could have read it', async () => {
    const { phone, seat, entryOf, rows, pass, clock } = await world()
    const signedInAt = clock().getTime()
    const counter = await seat()
    const shown = await phone()
    const frame = await shown.frame()
    pass(13 * hour)
    const again = await seat('899700000029', 'Comptoir 2', counter.counterId)
    expect(again.counterId).toBe(counter.counterId)
    const now = clock().getTime()
    const times = {
      beforeSignIn: signedInAt - 1,
      afterTwelveHours: signedInAt + 12 * hour,
      ahead: now + minute + 1,
    }
    for (const readAt of Object.values(times)) {
      const [judged] = await again.send(entryOf(frame, { readAt }))
      expect(judged).toEqual({ entryId: expect.any(String), judgement: 'clock' })
    }
    const other = await seat('899700000011', 'Cabinet')
    const strangers = await other.post([entryOf(frame, { readAt: signedInAt })])
    expect(strangers.json().judged[0].judgement).toBe('clock')
    expect(await rows()).toHaveLength(0)
    const [judged] = await again.send(entryOf(frame, { readAt: signedInAt }))
    expect(judged?.judgement).toBe('accepted')
  })

  test('is judged for 31 days by the keys and indices of then, and no longer', async () => {
    const { phone, seat, entryOf, pass, keys, database, settings, log, clock } = await world()
    const counter = await seat()
    const [claire, ange] = [await phone(), await phone({ registryId: 'ange' })]
    const entries = [entryOf(await claire.frame()), entryOf(await ange.frame())]
    await keys.rotate('group')
    for (let passed = 0; passed < 31; passed += 1) {
      pass(day)
      if (!(keys instanceof FileKeys)) return expect.fail('these keys are files')
      await keys.refresh()
    }
    const chores = holderChores({ settings, database, keys, clock, log })
    await chores.find(({ name }) => name === 'forget-cards')?.run()
    const again = await seat('899700000029', 'Comptoir 2', counter.counterId)
    const [first] = entries
    if (!first) return expect.fail('there are two')
    expect((await again.send(first))[0]?.judgement).toBe('accepted')
    pass(1)
    const [, late] = entries
    if (!late) return expect.fail('there are two')
    expect(await again.send(late)).toEqual([{ entryId: late.entryId, judgement: 'clock' }])
    // Answered once, it stays answered, though it is now too old as well.
    expect((await again.send(first))[0]?.judgement).toBe('accepted')
  })

  test('says late, forged, foreign and of another class by the server’s own verdict', async () => {
    const { phone, seat, entryOf, rows, pass, keys } = await world()
    const counter = await seat()
    const forger = privateKeyOf(drawPkcs8())
    const sign = (message: Uint8Array<ArrayBuffer>) => signEs256(forger, message)
    const forged = await phone({ registryId: 'ange', signer: { kid: keys.issuers()[0].kid, sign } })
    const frame = await (await phone()).frame()
    const forgery = await forged.frame()
    pass(121 * second)
    const judged = await counter.send(
      entryOf(frame),
      entryOf(forgery),
      entryOf('https://example.org/menu'),
      entryOf(frame, { readAt: entryOf('').readAt - second }),
    )
    expect(judged.map(({ judgement, verdict }) => [judgement, verdict])).toEqual([
      ['clock', 'stale'],
      ['refused', 'signature'],
      ['refused', 'foreign'],
      ['accepted', 'valid'],
    ])
    expect(judged[0]?.secondsOff).toBe(1)
    expect(await rows()).toHaveLength(1)
  })

  test('takes the answer to a challenge of this counter, within its life, and no other', async () => {
    const { phone, seat, entryOf, clock, rows } = await world()
    const counter = await seat()
    const now = Math.floor(clock().getTime() / 1000)
    const challenge = (change: { counterId?: string; expiresAt?: number } = {}) =>
      encodeChallenge({
        counterId: counter.counterId,
        nonce: new Uint8Array(randomBytes(16)),
        expiresAt: now + 120,
        name: 'Comptoir 2',
        flags: 0,
        ...change,
      })
    const shown = await phone()
    const answered = async (made: Uint8Array<ArrayBuffer>, given?: Uint8Array<ArrayBuffer>) => {
      const frame = await shown.frame(made)
      const [judged] = await counter.send(
        entryOf(frame, given && { challenge: toBase64url(given) }),
      )
      return judged?.verdict
    }
    const good = challenge()
    expect(await answered(good, good)).toBe('valid')
    expect(await answered(good)).toBe('audience')
    expect(await answered(good, challenge())).toBe('audience')
    const past = challenge({ expiresAt: now })
    expect(await answered(past, past)).toBe('audience')
    const long = challenge({ expiresAt: now + 121 })
    expect(await answered(long, long)).toBe('audience')
    const [garbled] = await counter.send(entryOf(await shown.frame(good), { challenge: 'AAA' }))
    expect(garbled?.verdict).toBe('audience')
    expect(await rows()).toHaveLength(1)
  })

  test('is kept sealed, and forgotten when nobody can ask again', async () => {
    const { phone, seat, entryOf, database, pass, settings, keys, clock, log } = await world()
    const counter = await seat()
    await counter.send(entryOf(await (await phone()).frame()))
    const { journalEntries, counterStretches } = database.tables
    const kept = () => database.db.select().from(journalEntries)
    const stretches = () => database.db.select().from(counterStretches)
    expect(JSON.stringify(await kept())).not.toMatch(/AUBERTIN|284195751150059/)
    const forget = async () => {
      const chores = journalChores({ settings, database, keys, clock, log })
      for (const chore of chores) await chore.run()
    }
    pass(31 * day)
    await forget()
    expect([await kept(), await stretches()].map(({ length }) => length)).toEqual([1, 1])
    pass(12 * hour)
    await forget()
    expect(await stretches()).toHaveLength(0)
    pass(31 * day)
    await forget()
    expect(await kept()).toHaveLength(0)
  })

  test('is not sent by whoever signs in next: a counter’s entries are its own professional’s', async () => {
    const { phone, seat, entryOf, rows } = await world()
    const counter = await seat()
    const stranger = await seat('899700000011', 'Cabinet')
    const entry = entryOf(await (await phone()).frame())
    const answer = await stranger.post([entry], counter.counterId)
    expect([answer.statusCode, answer.json().type]).toEqual([
      404,
      expect.stringMatching(/counter-unknown$/),
    ])
    expect(await rows()).toHaveLength(0)
    expect((await counter.send(entry))[0]?.judgement).toBe('accepted')
  })

  test('is refused without a session, empty, too long, or with what is no entry', async () => {
    const { app, seat, entryOf, settings } = await world()
    const counter = await seat()
    const origin = settings.origins.counter
    const nobody = await app.inject({
      method: 'POST',
      url: '/api/journal',
      headers: { host: new URL(origin).host, origin },
      payload: { counterId: counter.counterId, entries: [entryOf('27')] },
    })
    expect(nobody.statusCode).toBe(401)
    const many = Array.from({ length: 51 }, () => entryOf('27'))
    for (const entries of [[], many, [entryOf('27', { entryId: 'x' })]]) {
      expect((await counter.post(entries)).statusCode).toBe(400)
    }
    const most = Array.from({ length: 50 }, () => entryOf('2'.repeat(8000)))
    expect((await counter.post(most)).statusCode).toBe(200)
  })
})
