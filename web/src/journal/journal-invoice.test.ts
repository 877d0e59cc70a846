import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nothingUsed } from '@etui/shared/invoice/retention.ts'
import { computeShares } from '@etui/shared/invoice/shares.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import vectors from '@etui/shared/vectors/presentation-v1.json'
import type { Judgement } from '@etui/shared/wire/journal.ts'
import { changeTeam } from '../staff/kept-team.ts'
import { inventServer } from '../workstation/invented-server.ts'
import type { InventedServer } from '../workstation/invented-server.ts'
import { forgetInvented, openInvented } from '../workstation/invented-workstation.ts'
import type { WorkstationDb } from '../workstation/workstation-db.ts'
import { isInvoice } from './entry-content.ts'
import { type MadeInvoice, journalInvoice } from './journal-invoice.ts'
import { addEntry, readEntries } from './journal-store.ts'
import { keepSending } from './keep-sending.ts'
import { sendJournal } from './send-journal.ts'

const now = 1_795_309_205
let server: InventedServer
let name: string

beforeEach(async () => {
  server = await inventServer(now)
  name = `journal-${crypto.randomUUID()}`
})
afterEach(forgetInvented)

async function station() {
  const { workstation, db } = await openInvented(server, name)
  await workstation.open()
  const send = () => sendJournal({ workstation, call: server.call })
  return { workstation, db, send }
}

const line = { kind: 'ngap', code: 'G', quantity: 1, unitCents: 3_000 } as const
const care = {
  careDay: '2026-11-21',
  carePath: 'T',
  thirdParty: 'full',
  exemption: '0',
  lines: [line],
} as const

function sharesOf(change: { isObligatoryOpen?: boolean; participationYearCents?: number } = {}) {
  const { isObligatoryOpen = true, participationYearCents = 0 } = change
  return computeShares({
    lines: [line],
    day: care.careDay,
    professionCode: '10',
    carePath: 'T',
    cover: {
      isObligatoryOpen,
      isLocal: false,
      isSolidarity: false,
      isStateAid: false,
      isMaternity: false,
      hasComplementary: isObligatoryOpen,
      thirdParty: 'full',
      exemption: '0',
      age: 42,
    },
    used: { ...nothingUsed, participationYearCents },
  })
}

function read(db: WorkstationDb, number: number, professionalId = 'ines'): Promise<string> {
  const content = {
    kind: 'reading',
    frame: `27${number}`,
    readAt: (now + number) * 1000,
    verdict: 'valid',
    person: { familyName: 'AUBERTIN', givenNames: 'CLAIRE' },
    counterId: vectors.counter.id,
    professional: { professionalId, name: 'Inès Carpentier' },
  } as const
  return addEntry(db, content, `${professionalId} ${number} valid`)
}

const idOf = (number: number) => String(number).padStart(22, 'A')
const numberOf = (invoiceId: string) => Number(invoiceId.replaceAll('A', ''))

function made(readingId: string, number = 0): MadeInvoice {
  return {
    invoiceId: idOf(number),
    readingId,
    madeAt: (now + number) * 1000,
    person: { familyName: 'AUBERTIN', givenNames: 'CLAIRE' },
    care: { ...care, lines: [line] },
    estimate: sharesOf(),
    rightsAsOf: now * 1000,
  }
}

async function invoicesIn(db: WorkstationDb) {
  return (await readEntries(db, 'ines')).filter(isInvoice)
}

interface Taking {
  readonly judge?: (entryNumber: number) => Judgement
  /** before anything is made */
  readonly refuses?: (url: string, invoiceId: string) => Refusal | undefined
  /** after it was made: the answer never arrives */
  readonly loses?: (url: string) => boolean
  readonly shares?: ReturnType<typeof sharesOf>
}

/** The server takes journals and invoices from now on: what it was asked, in order, and what it made. */
function takeAll({ judge = () => 'accepted', refuses, loses, shares = sharesOf() }: Taking = {}) {
  const asked: string[] = []
  const validated: string[] = []
  const bodies: unknown[] = []
  server.takeJournal = (entries) => {
    asked.push(...entries.map(({ frame }) => `read ${frame.slice(2)}`))
    return entries.map(({ entryId, frame }) => ({
      entryId,
      judgement: judge(Number(frame.slice(2))),
    }))
  }
  server.takeInvoice = (url, invoiceId, body) => {
    const isValidation = url.endsWith('/validation')
    asked.push(`${isValidation ? 'validate' : 'make'} ${numberOf(invoiceId)}`)
    bodies.push(body)
    const refusal = refuses?.(url, invoiceId)
    if (refusal) throw refusal
    if (isValidation) validated.push(invoiceId)
    if (loses?.(url)) throw new Refusal('network-down')
    return { invoiceId, state: isValidation ? 'validated' : 'pending', shares }
  }
  return { asked, validated, bodies }
}

describe('an invoice made without network', () => {
  it('is sealed behind its reading, once, and not where that is not one of whoever signed in', async () => {
    const { db, workstation } = await station()
    const readingId = await read(db, 0)
    expect(await journalInvoice(db, made(readingId))).toBe(true)
    expect(await journalInvoice(db, made(readingId))).toBe(true)
    const [first, second, ...others] = await readEntries(db, 'ines')
    expect(others).toEqual([])
    expect(first?.entryId).toBe(readingId)
    expect(second).toMatchObject({
      entryId: idOf(0),
      sequence: 2,
      state: 'waiting',
      content: { kind: 'invoice', readingId, professional: { professionalId: 'ines' } },
    })
    const [, row] = await db.getAll('journal')
    expect(new TextDecoder('latin1').decode(row?.sealed.bytes)).not.toMatch(/AUBERTIN|"G"|3000/)
    expect(await journalInvoice(db, made('unknown', 1))).toBe(false)
    expect(await journalInvoice(db, made(await read(db, 1, 'marc'), 1))).toBe(false)
    expect(await journalInvoice(db, made(idOf(0), 1))).toBe(false)
    await workstation.signOut()
    expect(await journalInvoice(db, made(readingId, 1))).toBe(false)
    expect(await db.count('journal')).toBe(3)
    db.close()
    expect(await journalInvoice(db, made(readingId, 1))).toBe(false)
  })

  it('goes after its reading, is made then validated, and is over', async () => {
    const { db, send } = await station()
    const readings = [await read(db, 0)]
    await journalInvoice(db, made(readings[0] ?? '', 0))
    readings.push(await read(db, 1))
    const lea = { staffId: 's1', name: 'Léa', role: 'autre' } as const
    await changeTeam(db, () => ({ people: [lea], workingId: 's1' }))
    await journalInvoice(db, made(readings[1] ?? '', 1))
    const { asked, bodies } = takeAll()
    expect(await send()).toBeUndefined()
    expect(asked).toEqual(['read 0', 'read 1', 'make 0', 'validate 0', 'make 1', 'validate 1'])
    const told = { madeAt: now * 1000, staffId: null }
    expect(bodies[0]).toEqual({ ...care, entryId: readings[0], ...told })
    expect(bodies[1]).toEqual({})
    expect(bodies[2]).toMatchObject({ entryId: readings[1], staffId: 's1' })
    expect((await readEntries(db, 'ines')).map(({ state }) => state)).toEqual(
      Array.from({ length: 4 }, () => 'done'),
    )
    await send()
    expect(asked).toHaveLength(6)
  })

  it('is the same invoice after each answer that was lost, and none behind it goes first', async () => {
    const { db, send } = await station()
    const readingId = await read(db, 0)
    await journalInvoice(db, made(readingId, 0))
    await journalInvoice(db, made(readingId, 1))
    for (const lost of ['/invoices/:invoiceId', '/invoices/:invoiceId/validation']) {
      const { asked } = takeAll({ loses: (url) => url === lost })
      expect((await send())?.code).toBe('network-down')
      expect(asked.some((each) => each.endsWith(' 1'))).toBe(false)
    }
    const { validated } = takeAll()
    await send()
    expect(validated).toEqual([idOf(0), idOf(1)])
    expect(await readEntries(db, 'ines', { state: 'waiting' })).toEqual([])
  })

  it('calls a person where what is paid now is not what was told here, and where a ceiling changes the end', async () => {
    const { db, send } = await station()
    const readingId = await read(db, 0)
    for (const [number, shares, isOther] of [
      [0, sharesOf({ isObligatoryOpen: false }), 'now'],
      [1, sharesOf({ participationYearCents: 5_000 }), 'in-the-end'],
    ] as const) {
      await journalInvoice(db, made(readingId, number))
      takeAll({ shares })
      await send()
      const [entry] = (await invoicesIn(db)).toReversed()
      expect(entry?.state).toBe('attention')
      expect(entry?.content.outcome).toMatchObject({ kind: 'billed', isOther })
      expect(entry?.content.estimate.totalCents).toBe(3_000)
    }
  })

  it('stays, with why, where its reading was not accepted, and those behind it go on', async () => {
    const { db, send } = await station()
    const [blocked, fine] = [await read(db, 0), await read(db, 1)]
    await journalInvoice(db, made(blocked, 0))
    await journalInvoice(db, made(fine, 1))
    const { validated } = takeAll({
      judge: (number) => (number === 0 ? 'blocked' : 'accepted'),
      refuses: (_, invoiceId) => (invoiceId === idOf(0) ? new Refusal('entry-refused') : undefined),
    })
    expect(await send()).toBeUndefined()
    expect(validated).toEqual([idOf(1)])
    const [refused, validOne] = await invoicesIn(db)
    expect(refused).toMatchObject({
      state: 'attention',
      content: {
        outcome: { kind: 'refused', code: 'entry-refused', judged: { judgement: 'blocked' } },
        estimate: { totalCents: 3_000 },
      },
    })
    expect(validOne?.state).toBe('done')
  })

  it('waits where the server cannot take it now', async () => {
    const { db, send } = await station()
    await journalInvoice(db, made(await read(db, 0), 0))
    takeAll({ refuses: () => new Refusal('database-busy') })
    expect((await send())?.code).toBe('database-busy')
    expect((await invoicesIn(db)).map(({ state }) => state)).toEqual(['waiting'])
  })

  it('that always meets a refusal that may pass holds up none behind it, though they are many', async () => {
    const { db, send, workstation } = await station()
    const readingId = await read(db, 0)
    const most = 120
    for (let number = 0; number < most; number += 1) {
      await journalInvoice(db, made(readingId, number))
    }
    const { validated } = takeAll({
      refuses: (_, invoiceId) =>
        numberOf(invoiceId) < 60 ? new Refusal('server-fault') : undefined,
    })
    expect((await send())?.code).toBe('server-fault')
    expect(validated).toEqual(Array.from({ length: most - 60 }, (_, number) => idOf(number + 60)))
    expect(workstation.reach.isOnline.value).toBe(true)
    expect(await readEntries(db, 'ines', { state: 'waiting' })).toHaveLength(60)
    const later = takeAll()
    expect(await send()).toBeUndefined()
    expect(later.validated).toHaveLength(60)
  })

  it('goes though it was written between the last look of a run and the end of its lock', async () => {
    const { db, workstation } = await station()
    const readingId = await read(db, 0)
    const { validated } = takeAll()
    let isWritten = false
    const request = async (
      asked: string,
      options: LockOptions,
      run: LockGrantedCallback<unknown>,
    ) =>
      navigator.locks.request(asked, options, async (lock) => {
        const answer = await run(lock)
        if (lock && !isWritten) {
          isWritten = true
          await journalInvoice(db, made(readingId, 0))
          // Longer than the word of it takes to reach this page.
          await new Promise((resolve) => setTimeout(resolve, 100))
        }
        return answer
      })
    // Only this one is asked for here, and this way.
    const locks = { request } as unknown as LockManager
    const stop = keepSending(workstation, () =>
      sendJournal({ workstation, call: server.call, locks }),
    )
    await expect.poll(() => validated).toEqual([idOf(0)])
    stop()
  })

  it('is sent by one of two tabs', async () => {
    const [one, other] = [await station(), await station()]
    const readingId = await read(one.db, 0)
    for (let number = 0; number < 12; number += 1) {
      await journalInvoice(one.db, made(readingId, number))
    }
    const { validated } = takeAll()
    await Promise.all([one.send(), other.send(), one.send()])
    await other.send()
    expect(validated).toEqual(Array.from({ length: 12 }, (_, number) => idOf(number)))
  })

  it('is not sent in the name of whoever comes next', async () => {
    const { db, send, workstation } = await station()
    const readingId = await read(db, 0)
    for (const number of [0, 1]) await journalInvoice(db, made(readingId, number))
    const { validated } = takeAll()
    const take = server.takeInvoice
    let leaving: Promise<void> | undefined
    server.takeInvoice = async (...asked) => {
      leaving ??= workstation.signOut()
      await leaving
      server.isSignedIn = true
      server.professionalId = 'marc'
      return take?.(...asked)
    }
    await send()
    expect(validated.length).toBeLessThanOrEqual(1)
    expect((await invoicesIn(db)).at(-1)?.state).toBe('waiting')
  })

  it('goes at once where the network is back by then', async () => {
    const { db, workstation, send } = await station()
    const { validated } = takeAll()
    const stop = keepSending(workstation, send)
    await journalInvoice(db, made(await read(db, 0), 0))
    await expect.poll(() => validated).toEqual([idOf(0)])
    stop()
  })
})
