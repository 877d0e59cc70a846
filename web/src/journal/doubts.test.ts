import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import { inventServer } from '../workstation/invented-server.ts'
import type { InventedServer } from '../workstation/invented-server.ts'
import { forgetInvented, openInvented } from '../workstation/invented-workstation.ts'
import type { WorkstationDb } from '../workstation/workstation-db.ts'
import { createDoubts } from './doubts.ts'
import { watchChanges } from './journal-changes.ts'
import { readEntries, tickOff } from './journal-store.ts'
import { sendJournal } from './send-journal.ts'

const now = 1_795_309_205
const doubt = { invoiceId: 'A'.repeat(22), who: 'claire', said: 'a visit', totalCents: 3_000 }
const inDoubt = { ...doubt, isAwaited: false, isRecent: true }
let server: InventedServer
let name: string

beforeEach(async () => {
  server = await inventServer(now)
  name = `doubts-${crypto.randomUUID()}`
})
afterEach(forgetInvented)

async function station() {
  const { workstation, db } = await openInvented(server, name)
  await workstation.open()
  const doubts = createDoubts({
    db,
    now: workstation.now,
    person: () => ({ familyName: 'AUBERTIN', givenNames: 'CLAIRE' }),
  })
  const send = () => sendJournal({ workstation, call: server.call })
  return { workstation, db, doubts, send }
}

function lost(): Promise<never> {
  return Promise.reject(new Refusal('network-down'))
}

function refused(): Promise<never> {
  return Promise.reject(new Refusal('context-expired'))
}

/** The server says this of every invoice from now on; how often it was asked. */
function say(state: string): { count: number } {
  const asked = { count: 0 }
  server.takeInvoice = (_, invoiceId) => {
    asked.count += 1
    return { invoiceId, state }
  }
  return asked
}

async function stateIn(db: WorkstationDb) {
  const [entry] = await readEntries(db, 'ines')
  return entry && [entry.state, 'outcome' in entry.content ? entry.content.outcome : undefined]
}

describe('an invoice whose answer was lost', () => {
  it('is in doubt through a reload, for this person and whoever is signed in alone', async () => {
    const { doubts } = await station()
    await expect(doubts.during(doubt, lost)).rejects.toThrow('network-down')
    const again = await station()
    expect(await again.doubts.of('claire')).toEqual([inDoubt])
    expect(await again.doubts.of('samir')).toEqual([])
    await again.workstation.signOut()
    server.isSignedIn = true
    server.professionalId = 'marc'
    const other = await station()
    expect(await other.doubts.of('claire')).toEqual([])
    other.db.close()
    expect(await other.doubts.of('claire')).toBeUndefined()
  })

  it('is told as made once the server says so, and to nobody any more who has seen it', async () => {
    const { db, doubts, send } = await station()
    await expect(doubts.during(doubt, lost)).rejects.toThrow('network-down')
    server.isDown = true
    expect((await send())?.code).toBe('network-down')
    expect(await stateIn(db)).toEqual(['waiting', undefined])
    server.isDown = false
    say('validated')
    expect(await send()).toBeUndefined()
    expect(await stateIn(db)).toEqual(['attention', 'made'])
    expect(await doubts.of('claire')).toEqual([inDoubt])
    await tickOff(db, doubt.invoiceId, now * 1000)
    expect(await doubts.of('claire')).toEqual([])
  })

  it('is not told as pending while the server may still be at it, and nothing once it was given up', async () => {
    const { db, doubts, send } = await station()
    await expect(doubts.during(doubt, lost)).rejects.toThrow('network-down')
    say('pending')
    server.now = now + 59
    expect(await send()).toBeUndefined()
    expect(await stateIn(db)).toEqual(['waiting', undefined])
    server.now = now + 60
    await send()
    expect(await stateIn(db)).toEqual(['attention', 'pending'])

    const second = { ...doubt, invoiceId: 'B'.repeat(22) }
    await expect(doubts.during(second, lost)).rejects.toThrow('network-down')
    server.takeInvoice = () => {
      throw new Refusal('invoice-unknown')
    }
    await send()
    expect(await doubts.of('claire')).toEqual([{ ...inDoubt, isRecent: false }])
  })

  it('is not asked about while a page waits for its answer, and leaves nothing when that comes', async () => {
    const { db, doubts, send } = await station()
    const asked = say('pending')
    server.now = now + 3_600
    let changes = 0
    onTestFinished(watchChanges(db, () => (changes += 1)))
    const answer = await doubts.during(doubt, async () => {
      expect(await stateIn(db)).toEqual(['waiting', undefined])
      await send()
      expect(await doubts.of('claire')).toEqual([{ ...doubt, isAwaited: true, isRecent: true }])
      return 'made'
    })
    expect([answer, asked.count, await db.count('journal')]).toEqual(['made', 0, 0])
    expect(changes).toBe(0)
  })

  it('is in doubt anew once it is asked for again, whatever was said of it or seen, and stays so through a refusal', async () => {
    const { db, doubts, send } = await station()
    await expect(doubts.during(doubt, lost)).rejects.toThrow('network-down')
    say('pending')
    server.now = now + 60
    await send()
    await tickOff(db, doubt.invoiceId, now * 1000)
    expect(await doubts.of('claire')).toEqual([])
    await expect(doubts.during(doubt, refused)).rejects.toThrow('context-expired')
    expect(await stateIn(db)).toEqual(['waiting', undefined])
    expect(await doubts.of('claire')).toEqual([inDoubt])
    expect(await db.count('journal')).toBe(1)
  })

  it('is in no doubt where the server refused, nor where the disk would not take it', async () => {
    const { db, doubts } = await station()
    await expect(doubts.during(doubt, refused)).rejects.toThrow('context-expired')
    expect(await db.count('journal')).toBe(0)
    db.close()
    let isOut = false
    expect(await doubts.during(doubt, async () => (isOut = true))).toBeUndefined()
    expect(isOut).toBe(false)
  })
})
