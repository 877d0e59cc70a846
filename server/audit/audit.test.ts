import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, gt } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import type { Database } from '../db/database.ts'
import { openDatabase } from '../db/open-database.ts'
import { forEachEngine, freshDatabase } from '../db/test-engines.ts'
import { openWorld } from '../http/test-world.ts'
import { createNodeCryptography } from '../presentation/platform-node.ts'
import { verifyByCommand } from './audit-command.ts'
import { canonicalJson, hashEntry, noHash } from './audit-entry.ts'
import { type PublishedHead, readHead } from './audit-head.ts'
import { auditStore } from './audit-store.ts'
import { publishHead } from './publish-heads.ts'
import { verifyAudit } from './verify-audit.ts'

const day = 24 * 60 * 60_000
const { verifier: verifierOf } = createNodeCryptography()

forEachEngine('the log of acts', (open) => {
  async function world() {
    const database = await open()
    const all = await openWorld({ database })
    const { app, keys, clock, pass } = all
    const audit = auditStore(database)
    const { auditEntries, auditHeads } = database.tables
    const act = (subject: string) =>
      audit.append({
        at: clock(),
        agentId: 'agent-1',
        act: 'case-taken',
        subject,
        facts: { zeta: 0.25, alpha: ['two', 'one'], isNew: true },
      })
    const publish = () => publishHead({ audit, keys, clock })
    const fetchHeads = async () =>
      (
        await app.inject({ url: '/audit-heads', headers: { host: 'console.localhost:8787' } })
      ).json<{
        heads: PublishedHead[]
      }>().heads
    const verify = async (kept: readonly PublishedHead[] = []) =>
      (await verifyAudit({ audit, root: keys.rootPoint(), verifierOf, kept: kept.map(readHead) }))
        .problems
    /** Three days with two acts each, and their heads. */
    const threeDays = async () => {
      for (let count = 0; count < 3; count++) {
        await act(`a${count}`)
        await act(`b${count}`)
        pass(day)
        await publish()
      }
    }
    return {
      ...all,
      database,
      audit,
      auditEntries,
      auditHeads,
      act,
      publish,
      fetchHeads,
      verify,
      threeDays,
    }
  }

  test('is whole after days of acts, and its heads are public on every host', async () => {
    const { threeDays, verify, fetchHeads, app } = await world()
    await threeDays()
    expect(await verify()).toEqual([])
    const heads = await fetchHeads()
    expect(heads.map(({ day: of, seq }) => [of, seq])).toEqual([
      ['2026-11-23', 6],
      ['2026-11-22', 4],
      ['2026-11-21', 2],
    ])
    expect(await verify(heads)).toEqual([])
    for (const host of ['localhost:8787', 'comptoir.localhost:8787']) {
      expect((await app.inject({ url: '/audit-heads', headers: { host } })).statusCode).toBe(200)
    }
  })

  test('is one chain, however many append at once', async () => {
    const { act, audit, verify } = await world()
    await Promise.all(Array.from({ length: 40 }, (_, index) => act(`c${index}`)))
    expect((await audit.newest()).seq).toBe(40)
    expect(await verify()).toEqual([])
  })

  test('has no trace of an act that was undone', async () => {
    const { act, audit, database, verify } = await world()
    await act('first')
    const undone = database.unit(async () => {
      await act('second')
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await act('third')
    const rows = await audit.after(0, 10)
    expect(rows.map(({ seq, subject }) => [seq, subject])).toEqual([
      [1, 'first'],
      [2, 'third'],
    ])
    expect(await verify()).toEqual([])
  })

  test.each([
    ['another agent', { agentId: 'agent-2' }],
    ['another time', { at: new Date(0) }],
    ['another act', { act: 'check-accepted' }],
    ['another subject', { subject: 'x' }],
    ['other facts', { facts: { zeta: 0.5 } }],
  ])('shows an entry that was given %s', async (_, change) => {
    const { threeDays, verify, database, auditEntries } = await world()
    await threeDays()
    await database.db.update(auditEntries).set(change).where(eq(auditEntries.seq, 3))
    expect(await verify()).toContain('Entry 3 was changed, or is missing.')
  })

  test('shows an entry that was taken out', async () => {
    const { threeDays, verify, database, auditEntries } = await world()
    await threeDays()
    await database.db.delete(auditEntries).where(eq(auditEntries.seq, 3))
    expect(await verify()).toContain('Entry 3 was changed, or is missing.')
  })

  test('shows that the whole chain was written anew', async () => {
    const { threeDays, verify, database } = await world()
    await threeDays()
    await rewriteChain(database, (subject) => (subject === 'b0' ? 'somebody else' : subject))
    const problems = await verify()
    expect(problems).toContain('Entry 2 is not the one that the head of 2026-11-21 names.')
    expect(problems.join()).not.toContain('was changed')
  })

  test('shows that the tail was cut, and a tail that was cut and grown again', async () => {
    const { threeDays, act, verify, database, auditEntries } = await world()
    await threeDays()
    await database.db.delete(auditEntries).where(gt(auditEntries.seq, 4))
    expect(await verify()).toEqual(['The head of 2026-11-23 names entry 6; the log ends at 4.'])
    await act('again')
    await act('and again')
    expect(await verify()).toEqual(['Entry 6 is not the one that the head of 2026-11-23 names.'])
  })

  test('shows by heads kept outside that tail and heads were cut together', async () => {
    const { threeDays, fetchHeads, verify, database, auditEntries, auditHeads } = await world()
    await threeDays()
    const kept = await fetchHeads()
    await database.db.delete(auditEntries).where(gt(auditEntries.seq, 4))
    await database.db.delete(auditHeads).where(eq(auditHeads.day, '2026-11-23'))
    expect(await verify()).toEqual([])
    expect(await verify(kept)).toEqual([
      'The head of 2026-11-23 was published and is no longer here.',
      'The head of 2026-11-23 names entry 6; the log ends at 4.',
    ])
  })

  test('shows a head that was made to fit, by no key or by another server’s', async () => {
    const { threeDays, verify, fetchHeads, database, auditEntries, auditHeads } = await world()
    await threeDays()
    const [row] = await database.db.select().from(auditEntries).where(eq(auditEntries.seq, 5))
    const isLast = eq(auditHeads.day, '2026-11-23')
    await database.db
      .update(auditHeads)
      .set({ seq: 5, hash: row?.hash ?? noHash })
      .where(isLast)
    const unsigned = ['The head of 2026-11-23 is not signed by the list key of that day.']
    expect(await verify()).toEqual(unsigned)
    const other = await openWorld()
    const strange = auditStore(other.database)
    other.pass(3 * day)
    await publishHead({ audit: strange, keys: other.keys, clock: other.clock })
    const [head] = await strange.heads(1)
    if (!head) throw new TypeError('it was just published')
    await database.db.update(auditHeads).set(head).where(isLast)
    expect(await verify()).toEqual(unsigned)
    expect((await fetchHeads()).length).toBe(3)
  })

  test('gets one head a day from ten nodes, none before the day has ended', async () => {
    const { act, publish, pass, audit, verify } = await world()
    await act('a')
    await Promise.all(Array.from({ length: 10 }, () => publish()))
    await publish()
    expect((await audit.heads(9)).map((head) => [head.day, head.seq])).toEqual([['2026-11-20', 1]])
    pass(day)
    await publish()
    expect((await audit.heads(9)).map((head) => head.day)).toEqual(['2026-11-21', '2026-11-20'])
    expect(await verify()).toEqual([])
  })

  test('is checked by a command, with a file of heads or without', async () => {
    const { threeDays, fetchHeads, keys, database, auditEntries } = await world()
    await threeDays()
    const folder = await mkdtemp(join(tmpdir(), 'etui-audit-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const file = join(folder, 'heads.json')
    await writeFile(file, JSON.stringify({ heads: await fetchHeads() }))
    expect(await verifyByCommand(undefined, { database, keys })).toBe(
      'The log is whole. Entries: 6. Signed heads: 3, the newest of 2026-11-23.',
    )
    expect(await verifyByCommand(file, { database, keys })).toContain('which agree: 3.')
    await writeFile(join(folder, 'other.json'), '{"heads":[{"day":"today"}]}')
    await expect(verifyByCommand(join(folder, 'other.json'), { database, keys })).rejects.toThrow(
      'is not what /audit-heads answers.',
    )
    await database.db.delete(auditEntries).where(gt(auditEntries.seq, 4))
    await expect(verifyByCommand(file, { database, keys })).rejects.toThrow('the log ends at 4')
  })
})

test('two nodes that append at once to one PostgreSQL keep one chain', async () => {
  const fresh = await freshDatabase()
  const nodes = [await openDatabase(fresh.settings), await openDatabase(fresh.settings)]
  onTestFinished(async () => {
    for (const node of nodes) await node.close()
    await fresh.remove()
  })
  const acts = nodes.flatMap((node, index) =>
    Array.from({ length: 20 }, (_, count) =>
      auditStore(node).append({
        at: new Date(count),
        agentId: `agent-${index}`,
        act: 'case-taken',
        subject: `c${count}`,
      }),
    ),
  )
  await Promise.all(acts)
  const [one] = nodes
  if (!one) throw new TypeError('two were opened')
  const audit = auditStore(one)
  const root = new Uint8Array(65)
  const { entries, problems } = await verifyAudit({ audit, root, verifierOf })
  expect([entries, problems]).toEqual([40, []])
})

test('writes the same JSON whatever order a database keeps names in', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: 'é' })).toBe('{"a":"é","b":[{"c":2,"d":1}]}')
  const at = new Date(1)
  const entry = { seq: 1, at, agentId: null, act: 'signed-in', subject: 's' }
  const one = hashEntry(noHash, { ...entry, facts: { a: 1, b: 2 } })
  expect(hashEntry(noHash, { ...entry, facts: { b: 2, a: 1 } }).equals(one)).toBe(true)
})

/** What somebody with the database and without our keys can do. */
async function rewriteChain(
  { db, tables: { auditEntries } }: Database,
  change: (subject: string) => string,
): Promise<void> {
  let previousHash: Buffer = noHash
  for (const row of await db.select().from(auditEntries).orderBy(auditEntries.seq)) {
    const subject = change(row.subject)
    const hash = hashEntry(previousHash, { ...row, subject })
    await db
      .update(auditEntries)
      .set({ subject, previousHash, hash })
      .where(eq(auditEntries.seq, row.seq))
    previousHash = hash
  }
}
