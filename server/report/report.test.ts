import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { openHolders } from '../phone/test-holder.ts'

forEachEngine('a reading that its holder does not know', (open) => {
  async function world() {
    const all = await openHolders(open)
    const { database, clock, holder } = all
    const { readings, readingReports, auditEntries, people } = database.tables
    const claire = holder()
    await claire.activated('claire')
    const [person] = await database.db.select().from(people)
    const proofHash = randomBytes(32)
    const read = (personId: string, hash: Buffer) =>
      database.db.insert(readings).values({
        personId,
        proofHash: hash,
        phoneId: 'phone',
        beneficiaryId: '0',
        counterId: 'c1',
        professionalId: 'pro',
        provedAt: clock(),
        readAt: clock(),
        recordedAt: clock(),
        unlockedBy: 1,
        frameType: 2,
      })
    await read(person?.personId ?? '', proofHash)
    const report = (hash: Buffer) => claire.post(`/readings/${hash.toString('base64url')}/report`)
    const rows = () => database.db.select().from(readingReports)
    const entries = () => database.db.select().from(auditEntries)
    return { ...all, report, proofHash, read, rows, entries }
  }

  test('is kept once, and written in the log without naming its holder', async () => {
    const { report, proofHash, rows, entries, clock, pass } = await world()
    const at = clock().getTime()
    expect((await report(proofHash)).json()).toEqual({ reportedAt: at })
    pass(60_000)
    expect((await report(proofHash)).json()).toEqual({ reportedAt: at })
    const [row, ...others] = await rows()
    expect(others).toEqual([])
    expect(row).toMatchObject({ counterId: 'c1', professionalId: 'pro', reportedAt: new Date(at) })
    expect((await entries()).filter(({ act }) => act === 'reading-reported')).toMatchObject([
      { agentId: null, subject: row?.reportId, facts: { counterId: 'c1' } },
    ])
  })

  test('must be one of their own', async () => {
    const { report, read, rows } = await world()
    const another = randomBytes(32)
    await read('somebody else', another)
    expect(codeOf(await report(another))).toBe('reading-unknown')
    expect(await rows()).toEqual([])
  })
})
