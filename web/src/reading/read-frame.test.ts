import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { fromHex } from '@etui/shared/bytes/hex.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import vectors from '@etui/shared/vectors/presentation-v1.json'
import { keepChallenge } from '../challenge/challenge-store.ts'
import { inventServer } from '../workstation/invented-server.ts'
import type { InventedServer } from '../workstation/invented-server.ts'
import { forgetInvented, openInvented } from '../workstation/invented-workstation.ts'
import type { WorkstationDb } from '../workstation/workstation-db.ts'
import { createReadFrame } from './read-frame.ts'
import type { ReadFrame } from './read-frame.ts'

const now = 1_795_309_205
const HOUR = 3600
const sealed = vectors.steps.digitsSealed
let server: InventedServer
let name: string

beforeEach(async () => {
  server = await inventServer(now)
  name = `reading-${crypto.randomUUID()}`
})
afterEach(forgetInvented)

describe('a frame read without network', () => {
  it('is judged by what the workstation holds, with the dates it goes by', async () => {
    const readFrame = await offline()
    expect(await readFrame(sealed)).toMatchObject({
      verdict: 'valid',
      source: {
        kind: 'offline',
        statusAsOf: server.listedAt * 1000,
        trustedAsOf: server.listedAt * 1000,
      },
      person: { nir: '284195751150059' },
      cover: { isOpen: true },
    })
  })

  it('is read as an AZERTY host garbles it', async () => {
    const garbled = [...sealed].map((digit) => `à&é"'(-è_ç`.charAt(Number(digit))).join('')
    expect((await (await offline())(`${garbled}\r\n`)).verdict).toBe('valid')
  })

  it.each(vectorCounters())(
    'gives for every vector the verdict it expects: %s',
    async (_, at, cardClass, entries) => {
      server = await inventServer(at)
      server.cardClass = cardClass
      const { workstation } = await openInvented(server, name)
      await workstation.open()
      workstation.reach.saw(false)
      const readFrame = createReadFrame({ workstation, call: server.call })
      const mismatches: string[] = []
      for (const entry of entries) {
        // Entries are each a first reading, and the first answer to the challenge they are read with.
        await workstation.db.clear('readings')
        await workstation.db.clear('challenges')
        if (entry.challenge) await showVectorChallenge(workstation.db)
        const { verdict } = await readFrame(entry.digits)
        const expected = listless.includes(entry.name) ? 'key-missing' : entry.expect
        if (verdict !== expected) mismatches.push(`${entry.name}: ${verdict}, expected ${expected}`)
      }
      expect(mismatches).toEqual([])
    },
  )

  it('is revoked by the next list', async () => {
    server.blocked = 612_345
    const readFrame = await offline()
    expect(await readFrame(sealed)).toMatchObject({
      verdict: 'revoked',
      person: { nir: '284195751150059' },
    })
  })

  it('is taken once: again within 30 s is one scan, later it was used here, through a reload', async () => {
    const readFrame = await offline()
    expect((await readFrame(sealed)).isRepeat).toBeUndefined()
    server.now = now + 30
    expect(await readFrame(sealed)).toMatchObject({ verdict: 'valid', isRepeat: true })
    server.now = now + 31
    expect(await (await offline())(sealed)).toMatchObject({
      verdict: 'replayed',
      previous: { at: now * 1000, isHere: true },
    })
  })

  it('is told as slow above a minute', async () => {
    const readFrame = await offline()
    server.now = 1_795_309_200 + 61
    expect(await readFrame(sealed)).toMatchObject({ verdict: 'valid', isSlow: true })
  })

  it('is never green on lists older than seven days', async () => {
    const { workstation } = await openInvented(server, name)
    server.listedAt = now - 7 * 24 * HOUR + 60
    await workstation.open()
    server.isDown = true
    workstation.reach.saw(false)
    const readFrame = createReadFrame({ workstation, call: server.call })
    expect((await readFrame(sealed)).verdict).toBe('valid')
    await workstation.db.clear('readings')
    server.now = now + 61
    expect(await readFrame(sealed)).toMatchObject({
      verdict: 'key-missing',
      missing: 'status-list',
    })
  })

  it('says which key is missing on a workstation that never met the server since its keys went', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    await workstation.db.clear('groupKeys')
    workstation.reach.saw(false)
    const readFrame = createReadFrame({ workstation, call: server.call })
    expect(await readFrame(sealed)).toMatchObject({ verdict: 'key-missing', missing: 'group-key' })
  })

  it('keeps whoever signed in where the network went before the keys came', async () => {
    const { workstation } = await openInvented(server, name)
    const { call } = server
    call.timed = () => Promise.reject(new Refusal('network-down'))
    await workstation.open()
    const readFrame = createReadFrame({ workstation, call })
    expect(await readFrame(sealed)).toMatchObject({
      verdict: 'key-missing',
      missing: 'trusted-list',
    })
  })

  it('is not read twelve hours after the sign-in', async () => {
    const readFrame = await offline()
    server.now = now + 12 * HOUR
    await expect(readFrame(sealed)).rejects.toMatchObject({ code: 'sign-in-needed' })
  })

  it('is online-only when it is a reference', async () => {
    expect((await (await offline())(vectors.steps.reference.digits)).verdict).toBe('online-only')
  })

  it('doubts this clock, not the phone, where the machine is known to be off', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    workstation.reach.saw(false)
    const doubtful = { ...workstation, isClockDoubtful: () => true, now: () => (now - 90) * 1000 }
    const sure = { ...doubtful, isClockDoubtful: () => false }
    const of = (which: typeof doubtful) =>
      createReadFrame({ workstation: which, call: server.call })(sealed)
    expect(await of(doubtful)).toMatchObject({
      verdict: 'clock',
      secondsOff: 85,
      likelierOff: 'station',
    })
    expect(await of(sure)).toMatchObject({ verdict: 'clock', likelierOff: 'phone' })
  })
})

describe('a frame read with network', () => {
  it('is the server’s to judge, in digits', async () => {
    const readFrame = await online()
    server.answer = () => ({ verdict: 'revoked', readAt: now * 1000, blockedAt: now * 1000 - 5 })
    expect(await readFrame(`  ${sealed}\n`)).toEqual({
      verdict: 'revoked',
      readAt: now * 1000,
      blockedAt: now * 1000 - 5,
      source: { kind: 'online' },
    })
    expect(server.sent).toEqual([sealed])
  })

  it('falls back on the workstation when the server does not answer, and says so', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    const readFrame = createReadFrame({ workstation, call: server.call })
    expect(workstation.reach.isOnline.value).toBe(true)
    server.isDown = true
    expect(await readFrame(sealed)).toMatchObject({ verdict: 'valid', source: { kind: 'offline' } })
    expect(workstation.reach.isOnline.value).toBe(false)
  })

  it('does not pass again offline', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    const readFrame = createReadFrame({ workstation, call: server.call })
    server.answer = () => ({ verdict: 'valid', readAt: now * 1000 })
    await readFrame(sealed)
    expect(await workstation.db.count('readings')).toBe(1)
    server.isDown = true
    server.now = now + 40
    expect((await readFrame(sealed)).verdict).toBe('replayed')
  })

  it.each([
    ['elsewhere', { readAt: (now - 5) * 1000, isHere: false }],
    ['here', { readAt: (now - 31) * 1000, isHere: true }],
  ])('stays used offline when the server told it was, %s', async (_, previous) => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    const readFrame = createReadFrame({ workstation, call: server.call })
    server.answer = () => ({ verdict: 'replayed', readAt: now * 1000, previous })
    await readFrame(sealed)
    server.isDown = true
    expect(await readFrame(sealed)).toMatchObject({
      verdict: 'replayed',
      source: { kind: 'offline' },
      previous: { at: previous.readAt, isHere: previous.isHere },
    })
  })

  it('stays blocked offline when the server told so, until a newer list says otherwise', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    const readFrame = createReadFrame({ workstation, call: server.call })
    server.answer = () => ({ verdict: 'revoked', readAt: now * 1000 })
    await readFrame(sealed)
    server.isDown = true
    expect(await readFrame(sealed)).toMatchObject({
      verdict: 'revoked',
      source: { kind: 'offline' },
    })
    server.isDown = false
    await workstation.renew()
    workstation.reach.saw(false)
    expect((await readFrame(sealed)).verdict).toBe('revoked')
    server.listedAt = now + 1
    server.now = now + 2
    await workstation.renew()
    workstation.reach.saw(false)
    expect((await readFrame(sealed)).verdict).toBe('valid')
    expect(workstation.facts.value.toldBlocked).toEqual([])
  })

  it('is blocked no more once the server takes the card again', async () => {
    const { workstation } = await openInvented(server, name)
    await workstation.open()
    const readFrame = createReadFrame({ workstation, call: server.call })
    for (const verdict of ['revoked', 'valid']) {
      server.answer = () => ({ verdict, readAt: now * 1000 })
      await readFrame(sealed)
    }
    server.isDown = true
    expect((await readFrame(sealed)).verdict).toBe('valid')
  })

  it('passes the server’s refusals on', async () => {
    const readFrame = await online()
    server.isSignedIn = false
    await expect(readFrame(sealed)).rejects.toBeInstanceOf(Refusal)
  })

  it('never looks green on a word this page does not know', async () => {
    const readFrame = await online()
    server.answer = () => ({ verdict: 'splendid', readAt: now * 1000 })
    expect((await readFrame(sealed)).verdict).toBe('version')
  })
})

describe('another code', () => {
  it.each([
    ['https://example.test/menu', 'foreign'],
    ['3400930000000', 'foreign'],
    [sealed.slice(0, 400), 'unreadable'],
  ])('is told at once and goes nowhere: %.30s', async (text, verdict) => {
    const readFrame = await online()
    expect(await readFrame(text)).toMatchObject({ verdict, source: { kind: 'form' } })
    expect(server.sent).toEqual([])
  })
})

describe('a frame that answers the challenge of this counter', () => {
  it('is valid without network though its own instant is long past, and is one scan again', async () => {
    const readFrame = await offline()
    await showVectorChallenge()
    expect((await readFrame(answers.early)).verdict).toBe('valid')
    expect(await readFrame(answers.early)).toMatchObject({ verdict: 'valid', isRepeat: true })
    server.now = now + 31
    expect((await readFrame(answers.early)).verdict).toBe('replayed')
  })

  it('is refused when another phone has answered, through a reload', async () => {
    const first = await offline()
    await showVectorChallenge()
    expect((await first(answers.early)).verdict).toBe('valid')
    const again = await offline()
    expect(await again(answers.late)).toMatchObject({ verdict: 'audience', audience: 'challenge' })
  })

  it('is refused from the second on in which the challenge ends', async () => {
    const readFrame = await offline()
    await showVectorChallenge()
    server.now = vectors.challenge.exp
    expect((await readFrame(answers.early)).verdict).toBe('audience')
  })

  it('goes to the server with that challenge, and without one where it answers none', async () => {
    const readFrame = await online()
    server.answer = () => ({ verdict: 'valid', readAt: now * 1000 })
    await readFrame(answers.early)
    await showVectorChallenge()
    await readFrame(sealed)
    await readFrame(answers.early)
    expect(server.challenges).toEqual([
      undefined,
      undefined,
      toBase64url(fromHex(vectors.challenge.cbor)),
    ])
  })

  it('is taken here too when the server took it: no other answer passes, with network or without', async () => {
    const readFrame = await online()
    await showVectorChallenge()
    server.answer = () => ({ verdict: 'valid', readAt: now * 1000 })
    await readFrame(answers.early)
    await readFrame(answers.late)
    expect(server.challenges[1]).toBeUndefined()
    server.isDown = true
    expect((await readFrame(answers.late)).verdict).toBe('audience')
    expect((await readFrame(answers.early)).verdict).toBe('valid')
  })

  it('taken without network, is for no other phone once the network is back', async () => {
    const readFrame = await online()
    await showVectorChallenge()
    server.isDown = true
    expect((await readFrame(answers.early)).verdict).toBe('valid')
    server.isDown = false
    server.answer = () => ({ verdict: 'audience', readAt: now * 1000, audience: 'challenge' })
    const again = await online()
    expect(await again(answers.late)).toMatchObject({ audience: 'challenge' })
    expect(server.challenges).toEqual([undefined])
  })
})

/** Two proofs of one card that answer the vectors' challenge. */
const answers = {
  early: answerCalled('challenge-replaces-window'),
  late: answerCalled('sealed-with-challenge'),
}

function answerCalled(wanted: string): string {
  const found = vectors.valid.find((entry) => entry.name === wanted)
  if (!found) throw new TypeError(`no vector is called ${wanted}`)
  return found.digits
}

/** The vectors' challenge, as one that this counter shows. */
async function showVectorChallenge(given?: WorkstationDb): Promise<void> {
  const db = given ?? (await openInvented(server, name)).db
  const { cbor, hash, exp: expiresAt } = vectors.challenge
  await keepChallenge(db, { hash, bytes: fromHex(cbor), expiresAt }, expiresAt - 120)
}

async function offline(): Promise<ReadFrame> {
  server.isDown = false
  const { workstation } = await openInvented(server, name)
  await workstation.open()
  server.isDown = true
  workstation.reach.saw(false)
  return createReadFrame({ workstation, call: server.call })
}

async function online(): Promise<ReadFrame> {
  const { workstation } = await openInvented(server, name)
  await workstation.open()
  return createReadFrame({ workstation, call: server.call })
}

/** Their cards name a status list at an address no shard can have: never green here. */
const listless = ['inflate-4096', 'packed-351-bytes', 'packed-352-bytes']

interface VectorEntry {
  readonly name: string
  readonly digits: string
  readonly now: number
  readonly expect: string
  readonly challenge?: boolean
  readonly counterClass?: 'production'
}

/** The vectors by the counter they are for: its instant and class. */
function vectorCounters() {
  const entries = [...vectors.valid, ...vectors.negatives] as VectorEntry[]
  const groups = Map.groupBy(
    entries,
    ({ now: at, counterClass = 'test' }) => `${at} ${counterClass}`,
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const { now: at, counterClass = 'test' } = first
    return [[`${group.length} at ${at}, ${counterClass}`, at, counterClass, group] as const]
  })
}
