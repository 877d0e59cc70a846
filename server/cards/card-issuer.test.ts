import { createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { readCard } from '@etui/shared/card/read-card.ts'
import { sigStructure } from '@etui/shared/cose/sign1.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { testKeys } from '../enrolment/test-keys.ts'
import { machineRandomness } from '../randomness.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { seedRegistry } from '../registry/seed-registry.ts'
import { statusStore } from '../status/status-store.ts'
import { cardName } from './card-content.ts'
import { type CardIssuer, cardIssuer, IndexTaken } from './card-issuer.ts'
import { cardStore } from './card-store.ts'
import { newDeviceKey } from '../dpop/test-phone.ts'

const day = 86_400_000

forEachEngine('cards', (open) => {
  async function world() {
    let now = Date.parse('2026-11-21T10:00:00Z')
    const clock = () => new Date(now)
    const database = await open()
    const keys = await testKeys(clock)
    await seedRegistry({ database, keys, clock })
    const cards = cardStore(database)
    const issuer = cardIssuer({
      cards,
      keys,
      clock,
      randomness: machineRandomness,
      registry: demonstrationRegistry({
        database,
        keys,
        clock,
      }),
      issuer: 'http://localhost:8787',
      cardClass: 'demonstration',
      addShard: statusStore(database).addShard,
    })
    const { x = '', y = '' } = newDeviceKey().export({ format: 'jwk' })
    const presentationKey = Buffer.concat([
      Buffer.of(4),
      Buffer.from(x, 'base64url'),
      Buffer.from(y, 'base64url'),
    ])
    const holder = (phoneId: string) => ({
      personId: 'person',
      phoneId,
      registryId: 'ange',
      presentationKey,
    })
    const issueTo = async (phoneId: string) => {
      const issued = await issuer.prepare(holder(phoneId))
      await database.unit(() => issuer.keep(issued, 'next'))
      return issued
    }
    return {
      database,
      keys,
      cards,
      issuer,
      holder,
      issueTo,
      clock,
      pass: (ms: number) => (now += ms),
    }
  }

  test('are signed by the current issuer key, for the phone’s own', async () => {
    const { issueTo, keys, holder } = await world()
    const [issued] = await issueTo('phone')
    const { card, message } = readCard(new Uint8Array(issued?.stored.card ?? Buffer.alloc(0)))
    const [key] = keys.issuers()
    expect(card.keyId).toEqual(key.kid)
    expect(Buffer.from(card.holderKey.subarray(1))).toEqual(
      holder('phone').presentationKey.subarray(1, 33),
    )
    expect(card.content.familyName).toBe('SANTONI-LECA')
    expect(card.content.nir).toMatch(/^176192A/)
    const [jwkX, jwkY] = [key.point.slice(1, 33), key.point.slice(33)].map((it) =>
      Buffer.from(it).toString('base64url'),
    )
    const publicKey = createPublicKey({
      key: { kty: 'EC', crv: 'P-256', x: jwkX ?? '', y: jwkY ?? '' },
      format: 'jwk',
    })
    const options = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
    expect(verify('sha256', sigStructure(message), options, message.signature)).toBe(true)
  })

  test('are not signed again within a day, unless rights change', async () => {
    const { issueTo, database, pass } = await world()
    const [first] = await issueTo('phone')
    pass(day - 1000)
    const [second] = await issueTo('phone')
    expect([second?.isNew, second?.stored.card]).toEqual([false, first?.stored.card])
    expect(second?.reference).not.toEqual(first?.reference)
    await database.db.update(database.tables.registryBeneficiaries).set({ coverage: 0 })
    const [third] = await issueTo('phone')
    expect([third?.isNew, third?.isIndexNew]).toEqual([true, false])
    expect(
      readCard(new Uint8Array(third?.stored.card ?? Buffer.alloc(0))).card.content.coverage,
    ).toBe(0)
  })

  test('never share an index, and another is drawn when one is taken', async () => {
    const { issuer, holder, database } = await world()
    const [one, other] = [await issuer.prepare(holder('a')), await issuer.prepare(holder('b'))]
    const [card, rival] = [one[0], other[0]]
    if (!card || !rival) throw new TypeError('a card each')
    const { shard, statusIndex } = card.stored
    const same = [{ ...rival, stored: { ...rival.stored, shard, statusIndex } }]
    await database.unit(() => issuer.keep(one, 'next'))
    await expect(database.unit(() => issuer.keep(same, 'next'))).rejects.toBeInstanceOf(IndexTaken)
    expect(await database.db.select().from(database.tables.cards)).toHaveLength(1)
    await database.unit(async () => issuer.keep(await issuer.prepare(holder('b')), 'next'))
    expect(await database.db.select().from(database.tables.statusIndices)).toHaveLength(2)
  })

  test('go to the next shard when three places in a row were taken', async () => {
    const { issuer, holder, database } = await world()
    const kept = await issuer.prepare(holder('a'))
    await database.unit(() => issuer.keep(kept, 'next'))
    for (let count = 0; count < 3; count++) await crowd(issuer, kept, database)
    const [next] = await issuer.prepare(holder('b'))
    expect(next?.stored.shard).toBe(1)
    await database.unit(async () => issuer.keep(next ? [next] : [], 'next'))
    const shards = await database.db.select().from(database.tables.statusShards)
    expect(shards.map(({ shard }) => shard).toSorted()).toEqual([0, 1])
  })

  test('leave nothing behind once they have expired', async () => {
    const { issueTo, cards, database, clock, pass } = await world()
    await issueTo('phone')
    pass(29 * day)
    expect(await cards.purge(clock())).toBe(0)
    await issueTo('other')
    pass(1 * day)
    expect(await cards.purge(clock())).toBe(1)
    expect(await database.db.select().from(database.tables.statusIndices)).toMatchObject([
      { phoneId: 'other' },
    ])
  })
})

test('a name fits the card, cut between two letters', () => {
  expect(cardName('  Bègue   d’Ævrard ')).toBe('BÈGUE D’ÆVRARD')
  const long = cardName('É'.repeat(60))
  expect(Buffer.byteLength(long)).toBe(80)
  expect(long).toBe('É'.repeat(40))
})

/** Asks for places that are taken. */
async function crowd(
  issuer: CardIssuer,
  kept: Awaited<ReturnType<CardIssuer['prepare']>>,
  database: { unit<V>(work: () => Promise<V>): Promise<V> },
) {
  await expect(database.unit(() => issuer.keep(kept, 'next'))).rejects.toBeInstanceOf(IndexTaken)
}
