import { createHash, randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { blockStore } from '../block/block-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import type { Rotation } from './phone-store.ts'
import type { PlainRefresh, RotationStore } from './plain-refresh.ts'
import { rotationGroup } from './rotation-group.ts'
import { rotationStore } from './rotation-store.ts'

const at = new Date('2026-11-21T10:00:00Z')
const later = new Date('2026-11-21T12:00:00.123Z')

forEachEngine('refreshes kept together', (open) => {
  async function world(names: readonly string[]) {
    const database = await open()
    const { db, tables } = database
    for (const name of names) {
      await database.unit(async () => {
        await db
          .insert(tables.people)
          .values({ personId: name, registryId: name, nirHash: hashOf(name), createdAt: at })
        await db.insert(tables.phones).values({
          personId: name,
          phoneId: `phone-${name}`,
          deviceThumbprint: name,
          state: 'active',
          tokenHash: hashOf(`${name} 1`),
          createdAt: at,
        })
        await db.insert(tables.cards).values({
          personId: name,
          phoneId: `phone-${name}`,
          beneficiaryId: 'b',
          card: Buffer.alloc(1),
          contentHash: Buffer.alloc(1),
          shard: 0,
          statusIndex: 0,
          indexAssignedAt: at,
          issuedAt: at,
          expiresAt: at,
          reference: Buffer.from('first'),
        })
      })
    }
    const { keep } = rotationStore(database)
    let groups = 0
    const rotations: RotationStore = {
      keep(group) {
        groups += 1
        return keep(group)
      },
    }
    return {
      database,
      group: rotationGroup({ database, rotations }),
      groups: () => groups,
      phone: async (name: string) => {
        const { phones } = tables
        const [row] = await db.select().from(phones).where(eq(phones.personId, name))
        return row
      },
      card: async (name: string) => {
        const [row] = await db.select().from(tables.cards).where(eq(tables.cards.personId, name))
        return row
      },
      proofs: async () => (await db.select().from(tables.dpopProofs)).length,
    }
  }

  test('are one group, each with its own outcome, and answer after the commit', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`)
    const { group, groups, phone, card, proofs } = await world(names)
    const outcomes = await Promise.all(names.map((name) => group.rotate(refreshOf(name))))
    expect(outcomes).toEqual(names.map(() => 'rotated'))
    expect(groups()).toBe(1)
    expect(await proofs()).toBe(20)
    expect(await phone('p7')).toMatchObject({
      tokenHash: hashOf('p7 2'),
      previousTokenHash: hashOf('p7 1'),
      refreshedAt: later,
    })
    expect(await card('p7')).toMatchObject({
      reference: Buffer.from('p7'),
      previousReference: Buffer.from('first'),
    })
  })

  test('keeps the references of many families', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`)
    const { group, card } = await world(names)
    // Four more of each family, whose cards are none: nothing is kept for them, and nothing is lost for the others.
    const refreshes = names.map((name) => {
      const refresh = refreshOf(name)
      const [own] = refresh.references
      const others = own ? [1, 2, 3, 4].map((n) => ({ ...own, beneficiaryId: `x${n}` })) : []
      return { ...refresh, references: [...others, ...refresh.references] }
    })
    await Promise.all(refreshes.map((refresh) => group.rotate(refresh)))
    for (const name of names) expect((await card(name))?.reference).toEqual(Buffer.from(name))
  })

  test('a proof taken before changes nothing for its phone, and nothing for the others', async () => {
    const { group, phone, card } = await world(['a', 'b'])
    const replayed = refreshOf('a')
    expect(await group.rotate(refreshOf('b', { proof: replayed.proof }))).toBe('rotated')
    const [again, other] = await Promise.all([
      group.rotate(replayed),
      group.rotate(refreshOf('b', { from: 2 })),
    ])
    expect([again, other]).toEqual(['replayed', 'rotated'])
    expect((await phone('a'))?.tokenHash).toEqual(hashOf('a 1'))
    expect((await card('a'))?.previousReference).toBeNull()
    expect((await phone('b'))?.tokenHash).toEqual(hashOf('b 3'))
  })

  test('one proof sent twice at once is taken once', async () => {
    const { group, proofs } = await world(['a'])
    const one = refreshOf('a')
    const outcomes = await Promise.all([group.rotate(one), group.rotate(one)])
    expect(outcomes).toEqual(['rotated', 'replayed'])
    expect(await proofs()).toBe(1)
  })

  test('of two requests of one phone at once, the first wins and the other sees it', async () => {
    const { group, groups, phone } = await world(['a', 'b'])
    const outcomes = await Promise.all([
      group.rotate(refreshOf('a')),
      group.rotate(refreshOf('a')),
      group.rotate(refreshOf('b')),
    ])
    expect(outcomes).toEqual(['rotated', 'conflict', 'rotated'])
    expect(groups()).toBe(2)
    expect((await phone('a'))?.tokenHash).toEqual(hashOf('a 2'))
  })

  test('a card blocked meanwhile keeps its reference', async () => {
    const { database, group, card } = await world(['a', 'b'])
    await blockStore(database).blockForGood({
      personId: 'a',
      phoneId: 'phone-a',
      reason: 'lost',
      at,
    })
    const outcomes = await Promise.all([group.rotate(refreshOf('a')), group.rotate(refreshOf('b'))])
    expect(outcomes.map((outcome) => outcome === 'rotated')).toEqual([false, true])
    expect((await card('a'))?.reference).toEqual(Buffer.from('first'))
    expect((await card('b'))?.reference).toEqual(Buffer.from('b'))
  })

  test('an open block on a phone that still turns is seen', async () => {
    const { database, group, card } = await world(['a'])
    await database.db.insert(database.tables.blocks).values({
      personId: 'a',
      blockId: 'x',
      phoneId: 'phone-a',
      state: 'suspended',
      reason: 'lost',
      blockedAt: at,
      changedAt: at,
    })
    expect(await group.rotate(refreshOf('a'))).toBe('blocked')
    expect((await card('a'))?.reference).toEqual(Buffer.from('first'))
  })

  test('a group that fails keeps nothing, and each may be tried alone; the next goes on', async () => {
    const { group, phone, proofs } = await world(['a', 'b'])
    const failing = refreshOf('b')
    // Hexadecimal digits that are none, so that the database itself refuses the group's last change.
    const broken = { toString: () => 'none' } as unknown as Buffer
    const references = failing.references.map((each) => ({ ...each, reference: broken }))
    const failed = await Promise.all([
      group.rotate(refreshOf('a')),
      group.rotate({ ...failing, references }),
    ])
    expect(failed).toEqual(['alone', 'alone'])
    expect((await phone('a'))?.tokenHash).toEqual(hashOf('a 1'))
    expect(await proofs()).toBe(0)
    expect(await group.rotate(refreshOf('a'))).toBe('rotated')
  })
})

/** The refresh of a person's phone from its nth token to the next. */
function refreshOf(
  name: string,
  { from = 1, proof }: { from?: number; proof?: PlainRefresh['proof'] } = {},
): PlainRefresh {
  const rotation: Rotation = {
    personId: name,
    phoneId: `phone-${name}`,
    seenTokenHash: hashOf(`${name} ${from}`),
    presentedHash: hashOf(`${name} ${from}`),
    nextHash: hashOf(`${name} ${from + 1}`),
    at: later,
  }
  const references = [
    { personId: name, phoneId: `phone-${name}`, beneficiaryId: 'b', reference: Buffer.from(name) },
  ]
  return {
    proof: proof ?? { proofHash: randomBytes(32), expiresAt: later },
    rotation,
    references,
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
