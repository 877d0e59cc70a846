import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromHex } from '@etui/shared/bytes/hex.ts'
import { readChallenge } from '@etui/shared/presentation/challenge.ts'
import { readCounterLink } from '@etui/shared/tap/counter-link.ts'
import { inventServer } from '../workstation/invented-server.ts'
import type { InventedServer } from '../workstation/invented-server.ts'
import { forgetInvented, openInvented } from '../workstation/invented-workstation.ts'
import { openWorkstationDb } from '../workstation/workstation-db.ts'
import { takeChallenge } from './challenge-store.ts'
import { makeChallenge } from './make-challenge.ts'

const now = 1_795_309_200
const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
let server: InventedServer
let name: string

beforeEach(async () => {
  server = await inventServer(now)
  name = `challenge-${crypto.randomUUID()}`
})
afterEach(forgetInvented)

async function counter() {
  const opened = await openInvented(server, name)
  await opened.workstation.open()
  return opened
}

describe('a challenge of a counter', () => {
  it('names the counter, lives two minutes by the server’s clock, and is on the disk before it is seen', async () => {
    const { workstation, db } = await counter()
    const { link, hash, bytes, expiresAt } = await makeChallenge(workstation)
    expect(readCounterLink(link, 'https://carte.example')).toEqual({
      kind: 'challenge',
      challenge: bytes,
    })
    const shown = 'Pharmacie des Tilleuls, Comptoir 2'
    const counterId = server.counter?.counterId
    expect(readChallenge(bytes)).toMatchObject({ counterId, name: shown, flags: 0, expiresAt })
    expect(expiresAt).toBe(now + 120)
    expect(await db.get('challenges', hash)).toEqual({ hash, bytes, expiresAt })
  })

  it('is never the same twice, and is forgotten ten minutes after its end', async () => {
    const { workstation, db } = await counter()
    const first = await makeChallenge(workstation)
    server.now += 120 + 600
    const second = await makeChallenge(workstation)
    expect(second.hash).not.toBe(first.hash)
    expect(await db.count('challenges')).toBe(2)
    server.now += 1
    await makeChallenge(workstation)
    expect(await db.getAllKeys('challenges')).not.toContain(first.hash)
    expect(await db.count('challenges')).toBe(2)
  })

  it('is made for nobody who is not signed in', async () => {
    const { workstation } = await counter()
    await workstation.signOut()
    await expect(makeChallenge(workstation)).rejects.toMatchObject({ code: 'sign-in-needed' })
  })

  it('is taken by one proof; that one has it for good, and any other finds it spent', async () => {
    const { workstation, db } = await counter()
    const hash = fromHex((await makeChallenge(workstation)).hash)
    expect(await takeChallenge(db, hash, { replayKey: one, now })).toBe('taken')
    expect(await takeChallenge(db, hash, { replayKey: one, now })).toBe('same')
    const reloaded = await openWorkstationDb(name)
    expect(await takeChallenge(reloaded, hash, { replayKey: other, now })).toBe('spent')
    expect(await takeChallenge(reloaded, hash, { replayKey: one, now: now + 200 })).toBe('same')
    reloaded.close()
  })

  it('is over at its end, and one never made is unknown', async () => {
    const { workstation, db } = await counter()
    const hash = fromHex((await makeChallenge(workstation)).hash)
    const end = { replayKey: one, now: now + 120 }
    expect(await takeChallenge(db, hash, end)).toBe('expired')
    expect(await takeChallenge(db, new Uint8Array(16), end)).toBe('unknown')
    expect(await takeChallenge(db, hash, { replayKey: one, now: now + 119.9 })).toBe('taken')
  })

  it('is taken by one tab only, however many ask at once', async () => {
    const { workstation } = await counter()
    const hash = fromHex((await makeChallenge(workstation)).hash)
    const tabs = await Promise.all(Array.from({ length: 8 }, () => openWorkstationDb(name)))
    const takings = await Promise.all(
      tabs.map((db, tab) =>
        takeChallenge(db, hash, { replayKey: one.map((byte) => byte + tab), now }),
      ),
    )
    for (const db of tabs) db.close()
    expect(takings.toSorted()).toEqual([...Array.from({ length: 7 }, () => 'spent'), 'taken'])
  })
})

it('a workstation from before challenges keeps all it has', async () => {
  const before = await openDB(name, 1, {
    upgrade(created) {
      created.createObjectStore('facts')
      created.createObjectStore('groupKeys', { keyPath: 'groupKeyId' })
      created.createObjectStore('shards', { keyPath: 'uri' })
      created.createObjectStore('readings', { keyPath: 'replayKey' }).createIndex('until', 'until')
    },
  })
  const counterOfBefore = { counterId: 'k7Qm2xVb', name: 'Comptoir 2' }
  const read = { replayKey: '00', at: now, counterId: 'k7Qm2xVb', until: now + 120 }
  await before.put('facts', { counter: counterOfBefore }, 'facts')
  await before.put('readings', read)
  before.close()
  const { db } = await openInvented(server, name)
  expect(await db.get('facts', 'facts')).toEqual({ counter: counterOfBefore })
  expect(await db.getAll('readings')).toEqual([read])
  expect(await db.count('challenges')).toBe(0)
})
