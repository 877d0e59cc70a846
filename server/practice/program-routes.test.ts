import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { openTaps } from '../tap/test-tap.ts'
import { clientStore } from './client-store.ts'
import { admit } from './test-practice.ts'

const minute = 60_000

forEachEngine('the programs of a professional', (open) => {
  test('are those that act for them at any counter, with what each may do, and nobody else’s', async () => {
    const all = await openTaps(open)
    const { pass, clock, database } = all
    const here = await all.counter('Comptoir 2')
    const there = await all.counter('Comptoir 3')
    const other = await all.counter('Cabinet', '899700000011')
    const programsAt = async (browser: typeof here) => {
      const answer = await browser.get('/api/programs')
      expect(answer.headers['cache-control']).toContain('no-store')
      return answer.json()
    }
    expect(await programsAt(here)).toEqual({ programs: [] })

    const first = clock().getTime()
    await admit(all, here.counterId)
    pass(minute)
    const reader = await admit(all, there.counterId, 'readings')
    const name = 'Logiciel du cabinet'
    const acting = { name, counterName: 'Comptoir 2', reads: true, bills: true, since: first }
    const reading = { ...acting, counterName: 'Comptoir 3', bills: false, since: first + minute }
    expect(await programsAt(here)).toEqual({ programs: [acting, reading] })
    expect(await programsAt(there)).toEqual({ programs: [acting, reading] })
    expect(await programsAt(other)).toEqual({ programs: [] })

    await clientStore(database).revoke(reader.clientId, clock())
    expect(await programsAt(here)).toEqual({ programs: [acting] })
    const program = await admit(all, other.counterId)
    await program.start()
    expect((await program.get('/programs')).statusCode).toBe(404)
    await here.delete('/api/session')
    expect((await here.get('/api/programs')).statusCode).toBe(401)
  })
})
