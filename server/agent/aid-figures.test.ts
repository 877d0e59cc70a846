import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { settings } from '../phone/test-holder.ts'
import { openConsole } from './test-console.ts'

forEachEngine('figures of the equipment aid', (open) => {
  test('tell how many were opened each year and what they are worth, by the days of France', async () => {
    const { database, agent } = await openConsole(open)
    const { equipmentAids } = database.tables
    const one = await agent()
    const read = async () => (await one.get('/api/figures/aid')).json()
    expect(await read()).toMatchObject({ years: [], months: Array(12).fill(0), todayCents: 14_000 })
    // The second is of the new year in France, and of the old one in Greenwich.
    const opened = [
      ['2025-06-01T10:00:00Z', 28_000],
      ['2025-12-31T23:30:00Z', 14_000],
      ['2026-06-30T22:30:00Z', 14_000],
      ['2026-07-15T10:00:00Z', 14_000],
    ] as const
    for (const [at, cents] of opened) {
      await database.db.insert(equipmentAids).values({
        professionalId: `professional of ${at}`,
        invoiceId: 'invoice',
        openedAt: new Date(at),
        cents,
      })
    }
    expect(await read()).toMatchObject({
      years: [
        { year: 2026, opened: 3, totalCents: 42_000 },
        { year: 2025, opened: 1, totalCents: 28_000 },
      ],
      months: [1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0],
    })
  })

  test('are for agents', async () => {
    const { app } = await openConsole(open)
    const headers = { host: new URL(settings.origins.console).host }
    expect((await app.inject({ url: '/api/figures/aid', headers })).statusCode).toBe(401)
  })
})
