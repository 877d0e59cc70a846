import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { createLog } from '../log/log.ts'
import { enrolmentKeptMs, holderChores } from './holder-chores.ts'
import { openHolders, settings } from './test-holder.ts'

function many(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number)
}

forEachEngine('chores for holders', (open) => {
  test('forget what is over, and only that', async () => {
    const { holder: make, database, keys, clock, pass } = await openHolders(open)
    const log = createLog('silent')
    const chores = holderChores({ settings, database, keys, clock, log })
    const runAll = async () => {
      for (const chore of chores) await chore.run()
    }
    const counts = async () => {
      const { enrolments, phones, dpopProofs, limits, mails, challenges, oidcTransactions } =
        database.tables
      const tables = {
        enrolments,
        phones,
        dpopProofs,
        limits,
        mails,
        challenges,
        oidcTransactions,
      }
      const entries = Object.entries(tables).map(async ([name, table]) => {
        return [name, (await database.db.select().from(table)).length] as const
      })
      return Object.fromEntries(await Promise.all(entries))
    }
    await make().activated('claire')
    const left = await make().identified('ange')
    await left.post('/enrolment/passkey/options')
    const walking = make()
    await walking.accept()
    await walking.tell('theo')
    await walking.proveContact(await walking.mailedCode())
    await walking.post('/enrolment/identity')
    await runAll()
    const before = await counts()
    expect(before).toMatchObject({
      enrolments: 3,
      phones: 2,
      challenges: 1,
      oidcTransactions: 1,
    })
    expect(before['mails']).toBeGreaterThan(3)
    expect(await database.db.select().from(database.tables.mails)).toSatisfy(
      (rows: { state: string }[]) => rows.every(({ state }) => state === 'sent'),
    )
    // Who proved an identity and came no further is told so first, and is forgotten as late after that as anybody.
    pass(86_400_000)
    await runAll()
    pass(2 * enrolmentKeptMs)
    await runAll()
    expect(await counts()).toEqual({
      enrolments: 1,
      phones: 1,
      dpopProofs: 0,
      limits: 0,
      mails: 0,
      challenges: 0,
      oidcTransactions: 0,
    })
  })

  test('forget in one go more than one batch holds', async () => {
    const { database, keys, clock } = await openHolders(open)
    const chores = holderChores({ settings, database, keys, clock, log: createLog('silent') })
    const run = (name: string) => chores.find((chore) => chore.name === name)?.run()
    const { dpopProofs, statusIndices, phones } = database.tables
    const long = new Date(0)
    await database.db
      .insert(dpopProofs)
      .values(many(10_001).map(() => ({ proofHash: randomBytes(32), expiresAt: long })))
    const of = { personId: 'person', phoneId: 'phone', beneficiaryId: '0' }
    await database.db
      .insert(statusIndices)
      .values(many(2_001).map((statusIndex) => ({ ...of, shard: 0, statusIndex, expiresAt: long })))
    await database.db.insert(phones).values(
      many(2_001).map((number) => ({
        personId: 'person',
        phoneId: `${number}`,
        deviceThumbprint: `${number}`,
        state: 'enrolling' as const,
        createdAt: long,
      })),
    )
    for (const name of ['forget-proofs', 'forget-cards', 'forget-phones']) await run(name)
    for (const table of [dpopProofs, statusIndices, phones]) {
      expect(await database.db.select().from(table)).toEqual([])
    }
  })
})
