import { deleteDB, openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import vectors from '@etui/shared/vectors/presentation-v1.json'
import type { JournalEntry, JudgedEntry } from '@etui/shared/wire/journal.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { createReadFrame } from '../reading/read-frame.ts'
import { inventServer } from '../workstation/invented-server.ts'
import type { InventedServer } from '../workstation/invented-server.ts'
import { forgetInvented, openInvented } from '../workstation/invented-workstation.ts'
import { openWorkstationDb } from '../workstation/workstation-db.ts'
import type { WorkstationDb } from '../workstation/workstation-db.ts'
import { isReading } from './entry-content.ts'
import type { ReadingContent } from './entry-content.ts'
import { addEntry, doneKeptMs, readEntries } from './journal-store.ts'
import { createJournal } from './journal.ts'
import type { Journal } from './journal.ts'
import { keepSending } from './keep-sending.ts'
import { sendJournal } from './send-journal.ts'

const now = 1_795_309_205
const sealed = vectors.steps.digitsSealed
let server: InventedServer
let name: string

beforeEach(async () => {
  server = await inventServer(now)
  name = `journal-${crypto.randomUUID()}`
})
const journals: Journal[] = []
afterEach(async () => {
  for (const journal of journals.splice(0)) journal.close()
  await forgetInvented()
})

async function station() {
  const { workstation, db } = await openInvented(server, name)
  await workstation.open()
  const readFrame = createReadFrame({ workstation, call: server.call })
  const send = () => sendJournal({ workstation, call: server.call })
  const go = (isDown: boolean) => {
    server.isDown = isDown
    workstation.reach.saw(!isDown)
  }
  const journal = createJournal(workstation)
  journals.push(journal)
  return { workstation, db, readFrame, send, go, journal }
}

const content = (number: number, change: Partial<ReadingContent> = {}): ReadingContent => ({
  kind: 'reading',
  frame: `27${number}`,
  readAt: (now + number) * 1000,
  verdict: 'valid',
  person: { familyName: 'AUBERTIN', givenNames: 'CLAIRE' },
  counterId: vectors.counter.id,
  professional: { professionalId: 'ines', name: 'Inès Carpentier' },
  ...change,
})

async function readingsIn(db: WorkstationDb) {
  return (await readEntries(db, 'ines')).filter(isReading)
}

async function fill(db: WorkstationDb, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await addEntry(db, content(number), `ines ${number} valid`)
  }
}

describe('a reading without network', () => {
  it('is in the journal before its verdict is told, sealed by a key nothing can export', async () => {
    const { db, readFrame, go } = await station()
    go(true)
    expect((await readFrame(sealed)).verdict).toBe('valid')
    const [row] = await db.getAll('journal')
    expect(row).toMatchObject({ ownerId: 'ines', state: 'waiting', sequence: 1 })
    const bytes = new TextDecoder('latin1').decode(row?.sealed.bytes)
    expect(bytes).not.toMatch(/AUBERTIN|valid|27/)
    const key = await db.get('journalKey', 'journalKey')
    expect(key?.extractable).toBe(false)
    const [entry] = await readEntries(db, 'ines')
    expect(entry?.content).toMatchObject({
      frame: sealed,
      // Half the round trip of the last renewal.
      readAt: now * 1000 + 20,
      verdict: 'valid',
      person: { familyName: expect.any(String), givenNames: expect.any(String) },
      counterId: vectors.counter.id,
      professional: { professionalId: 'ines', name: 'Inès Carpentier' },
    })
  })

  it('is one entry when it is one scan, and another when the code is used again', async () => {
    const { db, readFrame, go } = await station()
    go(true)
    await readFrame(sealed)
    server.now = now + 20
    expect((await readFrame(sealed)).isRepeat).toBe(true)
    expect(await db.count('journal')).toBe(1)
    server.now = now + 31
    for (let again = 0; again < 2; again += 1) {
      expect((await readFrame(sealed)).verdict).toBe('replayed')
    }
    const verdicts = (await readingsIn(db)).map((entry) => entry.content.verdict)
    expect(verdicts).toEqual(['valid', 'replayed'])
  })

  it('is one entry though the page died between the reading and its entry', async () => {
    const { db, readFrame, go } = await station()
    go(true)
    await readFrame(sealed)
    await db.clear('journal')
    expect((await readFrame(sealed)).isRepeat).toBe(true)
    expect(await db.count('journal')).toBe(1)
  })

  it('is told as not written down where the store would not take it', async () => {
    const { workstation, readFrame, go, journal } = await station()
    journal.close()
    go(true)
    const { db } = workstation
    const transaction = db.transaction.bind(db)
    // A disk that is full refuses the transaction that writes.
    db.transaction = ((...asked: Parameters<typeof transaction>) => {
      if (asked[0] === 'journal') throw new DOMException('full', 'QuotaExceededError')
      return transaction(...asked)
    }) as typeof db.transaction
    expect(await readFrame(sealed)).toMatchObject({ verdict: 'valid', isUnwritten: true })
  })

  it('leaves no entry where nothing was established, or where the server judged', async () => {
    const { db, readFrame, go } = await station()
    server.answer = () => ({ verdict: 'valid', readAt: now * 1000 })
    await readFrame(sealed)
    go(true)
    await db.clear('readings')
    server.now = now + 200
    expect((await readFrame(sealed)).verdict).toBe('stale')
    expect(await db.count('journal')).toBe(0)
  })
})

describe('the journal', () => {
  it('is sent in order, by fifty, and each entry once', async () => {
    const { db, send, journal } = await station()
    await fill(db, 120)
    await expect.poll(() => journal.counts.value.waiting).toBe(120)
    const sent = takeAll()
    expect(await send()).toBeUndefined()
    expect(sent.map(({ length }) => length)).toEqual([50, 50, 20])
    expect(sent.flat().map(({ frame }) => frame)).toEqual(
      Array.from({ length: 120 }, (_, number) => `27${number}`),
    )
    await expect.poll(() => journal.counts.value.waiting).toBe(0)
    await send()
    expect(sent).toHaveLength(3)
  })

  it('keeps what was sent until the answer is on the disk, and sends it again when that was lost', async () => {
    const { db, send, workstation } = await station()
    await fill(db, 60)
    const sent = takeAll({ loses: [0] })
    expect((await send())?.code).toBe('network-down')
    expect(workstation.reach.isOnline.value).toBe(false)
    expect(await readEntries(db, 'ines', { state: 'waiting' })).toHaveLength(60)
    expect(await send()).toBeUndefined()
    expect(sent.map(({ length }) => length)).toEqual([50, 50, 10])
    expect(sent[1]).toEqual(sent[0])
    expect(await readEntries(db, 'ines', { state: 'done' })).toHaveLength(60)
  })

  it('is sent by one tab at a time', async () => {
    const [one, other] = [await station(), await station()]
    await fill(one.db, 60)
    const sent = takeAll()
    await Promise.all([one.send(), other.send()])
    expect(sent.flat()).toHaveLength(60)
  })

  it('lists what passed here and was not accepted, until a person ticks it off; a day later it is gone', async () => {
    const { db, send, journal } = await station()
    await fill(db, 4)
    await addEntry(db, content(4, { verdict: 'revoked' }), 'ines 4 revoked')
    const verdicts = ['accepted', 'blocked', 'used-elsewhere', 'clock', 'blocked'] as const
    takeAll({ judge: (number) => verdicts[number] ?? 'accepted' })
    await send()
    await expect.poll(() => journal.counts.value).toMatchObject({ waiting: 0, attention: 3 })
    const read = (await journal.entries()).filter(isReading)
    const states = read.map(({ state, content: { judged, frame } }) => [
      state,
      judged?.judgement,
      frame,
    ])
    // What was refused on the spot was told on the spot.
    expect(states).toEqual([
      ['done', 'blocked', undefined],
      ['attention', 'clock', undefined],
      ['attention', 'used-elsewhere', undefined],
      ['attention', 'blocked', undefined],
      ['done', 'accepted', undefined],
    ])
    const [, ticked] = await journal.entries()
    await journal.tickOff(ticked?.entryId ?? '')
    await expect.poll(() => journal.counts.value.attention).toBe(2)
    server.now = now + doneKeptMs / 1000
    await send()
    expect((await journal.entries()).map(({ state }) => state)).toEqual(['attention', 'attention'])
  })

  it('goes on past an entry that the server will never take', async () => {
    const { db, send } = await station()
    await fill(db, 3)
    const sent = takeAll({ refuses: 1 })
    expect(await send()).toBeUndefined()
    expect(sent.map(({ length }) => length)).toEqual([3, 1, 1, 1])
    const judged = (await readingsIn(db)).map((entry) => entry.content.judged?.judgement)
    expect(judged).toEqual(['accepted', 'refused', 'accepted'])
  })

  it('waits for its own professional: nobody else sees or sends it', async () => {
    const { db, workstation } = await station()
    await fill(db, 3)
    await workstation.signOut()
    server.professionalId = 'marc'
    server.isSignedIn = true
    server.counter = { counterId: 'marc-own', name: 'Cabinet' }
    const sent = takeAll()
    const marc = await station()
    expect(marc.workstation.facts.value.session?.professional.name).toBe('Marc Delorme')
    await marc.send()
    expect(sent).toEqual([])
    expect(await marc.journal.entries()).toEqual([])
    await expect
      .poll(() => marc.journal.counts.value)
      .toEqual({ waiting: 0, attention: 0, others: [{ name: 'Inès Carpentier', count: 3 }] })
    await marc.workstation.signOut()
    server.professionalId = 'ines'
    server.isSignedIn = true
    const ines = await station()
    await ines.send()
    expect(sent.flat()).toHaveLength(3)
    expect(await readEntries(db, 'ines', { state: 'waiting' })).toEqual([])
  })

  it('goes by itself after the renewal that finds the network back', async () => {
    const { db, workstation, send, go } = await station()
    const stop = keepSending(workstation, send)
    go(true)
    await fill(db, 2)
    const sent = takeAll()
    go(false)
    await workstation.renew()
    await expect.poll(() => sent.flat().length).toBe(2)
    stop()
  })

  it('says that it cannot be read, where its store is gone', async () => {
    const { db, journal } = await station()
    await fill(db, 1)
    await expect.poll(() => journal.counts.value.waiting).toBe(1)
    const { db: own } = await station()
    db.close()
    await addEntry(own, content(7), 'ines 7 valid')
    await expect.poll(() => journal.isUnreadable.value).toBe(true)
    expect(journal.counts.value.waiting).toBe(1)
  })
})

describe('a workstation kept by an earlier version', () => {
  it('gets its journal, keeps its root, lists and name, and asks the server again who sits there', async () => {
    const before = await openDB(name, 1, {
      upgrade(created) {
        created.createObjectStore('facts')
        created.createObjectStore('groupKeys', { keyPath: 'groupKeyId' })
        created.createObjectStore('shards', { keyPath: 'uri' })
        created
          .createObjectStore('readings', { keyPath: 'replayKey' })
          .createIndex('until', 'until')
      },
    })
    const counter = { counterId: vectors.counter.id, name: 'Comptoir 2' }
    const root = { key: server.root.publicKey, pinnedAt: 1 }
    await before.put('facts', { root, counter, session: { offlineUntil: 9e15 } }, 'facts')
    await before.put('groupKeys', { groupKeyId: 1 })
    await before.put('readings', { replayKey: 'ab', at: 1, counterId: 'c', until: 9e9 })
    before.close()
    const { db, workstation } = await station()
    expect(workstation.facts.value).toMatchObject({ root, counter })
    expect(workstation.facts.value.session?.professional.professionalId).toBe('ines')
    expect(await db.get('readings', 'ab')).toBeDefined()
    await fill(db, 1)
    expect(await readEntries(db, 'ines')).toHaveLength(1)
  })

  it('is at the door where the server cannot be asked, with no key left', async () => {
    const before = await openWorkstationDb(name)
    before.close()
    await deleteDB(name)
    const old = await openDB(name, 1, {
      upgrade(created) {
        created.createObjectStore('facts')
        created.createObjectStore('groupKeys', { keyPath: 'groupKeyId' })
      },
    })
    await old.put('facts', { session: { offlineUntil: 9e15 } }, 'facts')
    await old.put('groupKeys', { groupKeyId: 1 })
    old.close()
    server.isDown = true
    const { db, workstation } = await station()
    expect(workstation.seat.value).toBe('signed-out')
    expect(await db.count('groupKeys')).toBe(0)
  })
})

/** The server takes journals from now on. `loses` names the requests whose answer never arrives. */
function takeAll({
  loses = [],
  refuses,
  judge = () => 'accepted',
}: {
  loses?: readonly number[]
  refuses?: number
  judge?: (number: number) => JudgedEntry['judgement']
} = {}): JournalEntry[][] {
  const requests: JournalEntry[][] = []
  server.takeJournal = (entries) => {
    requests.push([...entries])
    if (loses.includes(requests.length - 1)) throw new Refusal('network-down')
    if (entries.some(({ frame }) => frame === `27${refuses}`)) {
      throw new Refusal('journal-conflict')
    }
    return entries.map(({ entryId, frame }) => ({
      entryId,
      judgement: judge(Number(frame.slice(2))),
    }))
  }
  return requests
}
