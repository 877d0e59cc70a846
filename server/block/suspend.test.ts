import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { openHolders } from '../phone/test-holder.ts'
import { suspensionMs } from './block.ts'
import { blockStore } from './block-store.ts'

forEachEngine('a holder who stops their card', (open) => {
  test('has it suspended at once, and is told once; the same again answers the block that stands', async () => {
    const { holder, database, clock, mails, pass } = await openHolders(open)
    const claire = holder()
    await claire.activated('claire')
    // Letters of two moments are told apart by when they were written.
    pass(1_000)
    const answer = await claire.post('/card/suspension')
    expect(answer.json()).toEqual({ state: 'suspended', blockedAt: clock().getTime() })
    const blocks = await database.db.select().from(database.tables.blocks)
    expect(blocks).toMatchObject([{ state: 'suspended', reason: 'holder' }])
    const [letter] = await mails.list(1)
    expect(letter?.subject).toContain('suspendue')
    const told = await mails.list(10)
    pass(1_000)
    expect((await claire.post('/card/suspension')).json()).toEqual(answer.json())
    expect((await claire.refresh()).code).toBe('card-suspended')
    await blockStore(database).finishSuspensions(new Date(clock().getTime() + suspensionMs))
    const again = await claire.post('/card/suspension')
    expect(again.json()).toEqual({ ...answer.json(), state: 'final' })
    expect(await database.db.select().from(database.tables.blocks)).toHaveLength(1)
    expect(await mails.list(10)).toHaveLength(told.length)
  })

  test('tells the phone until when that can be undone', async () => {
    const { holder, clock, pass } = await openHolders(open)
    const claire = holder()
    await claire.activated('claire')
    await claire.post('/card/suspension')
    const until = clock().getTime() + 24 * 60 * 60_000
    pass(60_000)
    const { answer } = await claire.refresh()
    expect(answer.json()).toMatchObject({ facts: { until } })
  })

  test('needs a card in use', async () => {
    const { holder, pass } = await openHolders(open)
    expect(codeOf(await holder().post('/card/suspension'))).toBe('phone-unknown')
    const old = holder()
    await old.activated('claire')
    // Letters of two moments are told apart by when they were written.
    pass(1_000)
    await holder().activated('claire')
    expect(codeOf(await old.post('/card/suspension'))).toBe('phone-ended')
  })
})
