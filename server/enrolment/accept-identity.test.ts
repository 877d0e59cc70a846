import { AsyncLocalStorage } from 'node:async_hooks'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { parseNir } from '@etui/shared/nir/nir.ts'
import type { Database } from '../db/database.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { openHolders } from '../phone/test-holder.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import type { Registry } from '../registry/registry.ts'

const other = '284195751150158'

forEachEngine('a person of the registry', (open) => {
  test('keeps their card when their number changes', async () => {
    const { holder: make, database, keys, blocks } = await openHolders(open)
    await make().activated('claire')
    const hash = keys.lookupHash('nir', parseNir(other, { allowDemonstration: true }))
    const { registryPeople, people } = database.tables
    await database.db
      .update(registryPeople)
      .set({ nirHash: hash })
      .where(eq(registryPeople.registryId, 'claire'))
    const holder = make()
    await holder.accept()
    await holder.tell('claire', { nir: other })
    await holder.proveContact(await holder.mailedCode())
    await holder.identify('claire')
    await holder.setCode()
    expect((await holder.activate()).statusCode).toBe(200)
    const [person, ...more] = await database.db.select().from(people)
    expect(more).toEqual([])
    expect(await blocks.findPerson(hash)).toBe(person?.personId)
  })

  test.each([true, false])(
    'is told so when their number is another’s too (same browser: %s)',
    async (isSameBrowser) => {
      const { holder: make, database, keys, people: invented, lines } = await openHolders(open)
      await make().activated('ange')
      const claire = invented.find(({ registryId }) => registryId === 'claire')
      const { people } = database.tables
      await database.db.update(people).set({ nirHash: keys.lookupHash('nir', claire?.nir ?? '') })
      const holder = make()
      await holder.accept()
      await holder.tell('claire')
      await holder.proveContact(await holder.mailedCode())
      const { returned } = await holder.identify('claire', { isSameBrowser })
      const code = /([0-9]{3}) ([0-9]{3})/.exec(returned.body)?.slice(1).join('')
      if (!isSameBrowser) await holder.post('/enrolment/identity/code', { code })
      expect(await holder.read()).toEqual({ step: 'refused', refusal: 'file-conflict' })
      expect(lines.filter((line) => line.includes('one number to two people'))).toHaveLength(1)
      expect((await holder.tell('theo')).json()).toMatchObject({ step: 'contact' })
    },
  )
})

forEachEngine('a registry that is far away', (open) => {
  /** A server whose registry refuses to be asked within a unit, or at all for a person once it is down. */
  async function world() {
    const within = new AsyncLocalStorage<true>()
    const state = { isDown: false }
    const watched = async (): Promise<Database> => {
      const database = await open()
      return {
        ...database,
        unit: (work) => database.unit((db) => within.run(true, () => work(db))),
      }
    }
    const far =
      <A, R>(ask: (about: A) => Promise<R>) =>
      async (about: A) => {
        if (within.getStore()) throw new TypeError('asked within a unit')
        if (state.isDown) throw new Error('the registry is down')
        return ask(about)
      }
    const all = await openHolders(watched, (made) => {
      const registry = demonstrationRegistry(made)
      return {
        registry: {
          personByNir: far(registry.personByNir),
          person: far(registry.person),
          beneficiaries: far(registry.beneficiaries),
        } satisfies Registry,
      }
    })
    return { ...all, state }
  }

  test('is never asked while a unit is open', async () => {
    const { holder: make, mails } = await world()
    const holder = make()
    await holder.accept()
    await holder.tell('claire')
    await holder.proveContact(await holder.mailedCode())
    await holder.identify('ange')
    expect((await holder.read()).identity?.state).toBe('differs')
    const { returned } = await holder.identify('claire', { isSameBrowser: false })
    const code = /([0-9]{3}) ([0-9]{3})/.exec(returned.body)?.slice(1).join('')
    expect((await holder.post('/enrolment/identity/code', { code })).statusCode).toBe(200)
    await holder.setCode()
    expect((await holder.activate()).statusCode).toBe(200)
    await make().activated('claire')
    const subjects = (await mails.list(20)).map(({ subject }) => subject)
    expect(subjects).toEqual(
      expect.arrayContaining([
        'Votre carte Étui a changé de téléphone',
        'Votre carte Étui est en service',
      ]),
    )
  })

  test('is not needed to block two branches', async () => {
    const { holder: make, state, database, lines } = await world()
    const holder = make()
    await holder.activated('claire')
    const thief = holder.copy()
    for (let count = 0; count < 2; count++) (await holder.refresh()).keep()
    const by = { by: { kind: 'code', proof: holder.code } }
    await thief.refresh()
    ;(await holder.resume(by)).keep()
    await thief.refresh()
    state.isDown = true
    expect((await thief.resume(by)).code).toBe('card-blocked')
    expect(await database.db.select().from(database.tables.blocks)).toMatchObject([
      { state: 'final', reason: 'two-branches' },
    ])
    expect(lines.some((line) => line.includes('a holder could not be told'))).toBe(true)
  })
})
