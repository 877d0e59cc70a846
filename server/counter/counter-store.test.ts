import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { openWorld } from '../http/test-world.ts'
import { signInAs } from '../professional/test-session.ts'
import { counterStore } from './counter-store.ts'

forEachEngine('counters', (open) => {
  test('are found by a part of their name or of their organisation’s, and by nothing that only looks like one', async () => {
    const database = await open()
    const world = await openWorld({ database })
    const seat = async (nationalId: string, organisation: string, name: string) => {
      const browser = await signInAs(world, { nationalId, organisation })
      return (await browser.post('/api/counter', { name })).json().counterId
    }
    const second = await seat('899700000029', 'PHARMACIE DU LAVOIR', 'Comptoir 2')
    const odd = await seat('899700000011', 'CABINET 100%', 'Accueil_1')
    const counters = counterStore(database)
    const find = async (text: string, most = 10) =>
      (await counters.search(text, most)).map(({ counterId }) => counterId)
    expect(await find('lavoir')).toEqual([second])
    expect(await find('COMPTOIR')).toEqual([second])
    expect(await find('100%')).toEqual([odd])
    expect(await find('l_1')).toEqual([odd])
    expect(await find('r%2')).toEqual([])
    expect(await find('c_binet')).toEqual([])
    expect(await find('\\')).toEqual([])
    expect(await find('')).toEqual([odd, second])
    expect(await find('', 1)).toEqual([odd])
  })
})
