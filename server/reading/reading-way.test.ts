import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { openTaps } from '../tap/test-tap.ts'

forEachEngine('the way a frame came', (open) => {
  async function world() {
    const all = await openTaps(open)
    const { database, counter, phone } = all
    const { readings } = database.tables
    const ways = async () =>
      (await database.db.select({ way: readings.way }).from(readings)).map(({ way }) => way)
    return { ways, here: await counter('Comptoir 2'), claire: await phone() }
  }

  test('is kept with its reading: shown and scanned', async () => {
    const { here, claire, ways } = await world()
    await here.post('/api/readings', { frame: await claire.frame() })
    expect(await ways()).toEqual(['code'])
  })

  test('is kept with its reading: by a tap', async () => {
    const { here, claire, ways } = await world()
    await claire.answer((await here.start()).challenge)
    expect(await ways()).toEqual(['tap'])
  })
})
