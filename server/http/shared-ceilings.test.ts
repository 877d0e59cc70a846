import { expect, test } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { createSharedCeilings } from './shared-ceilings.ts'

const ceiling = { most: 3, windowMs: 60_000 }
const nir = '255197512345678'

forEachEngine('shared ceilings', (open) => {
  async function world() {
    const database = await open()
    let now = Date.parse('2026-11-21T10:00:00Z')
    const keys = {
      hmac: (_: unknown, message: string | Uint8Array) =>
        Buffer.from(`${message.length}`.padStart(8)),
    }
    const ceilings = createSharedCeilings(database, { clock: () => new Date(now), keys })
    return { database, ceilings, pass: (ms: number) => (now += ms) }
  }

  test('let exactly so many pass of fifty at once, and open again when the window ends', async () => {
    const { ceilings, pass } = await world()
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => ceilings.take('mail', nir, ceiling)),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    for (const result of results) {
      if (result.status === 'rejected') {
        expect(result.reason).toEqual(new Refusal('limit-reached', { retryAfterSeconds: 60 }))
      }
    }
    await expect(ceilings.take('other', nir, ceiling)).resolves.toBeUndefined()
    pass(60_000)
    await expect(ceilings.take('mail', nir, ceiling)).resolves.toBeUndefined()
  })

  test('let one more pass for each that is given back, of this window', async () => {
    const { ceilings, pass } = await world()
    const take = () => ceilings.take('mail', nir, ceiling)
    await ceilings.giveBack('mail', nir)
    for (let count = 0; count < 5; count++) {
      await take()
      await ceilings.giveBack('mail', nir)
    }
    for (let count = 0; count < 3; count++) await take()
    await expect(take()).rejects.toThrow('limit-reached')
    await ceilings.giveBack('mail', nir)
    await ceilings.giveBack('mail', nir)
    await take()
    await expect(take()).rejects.toThrow('limit-reached')
    pass(60_000)
    await ceilings.giveBack('mail', nir)
    for (let count = 0; count < 3; count++) await take()
    await expect(take()).rejects.toThrow('limit-reached')
    for (let count = 0; count < 9; count++) await ceilings.giveBack('mail', nir)
    for (let count = 0; count < 3; count++) await take()
    await expect(take()).rejects.toThrow('limit-reached')
  })

  test('store no subject as it is, and forget windows that have ended', async () => {
    const { database, ceilings, pass } = await world()
    await ceilings.take('mail', nir, ceiling)
    const rows = () => database.db.select().from(database.tables.limits)
    expect(JSON.stringify(await rows())).not.toContain(nir)
    await ceilings.sweep()
    expect(await rows()).toHaveLength(1)
    pass(60_000)
    await ceilings.sweep()
    expect(await rows()).toEqual([])
  })
})
