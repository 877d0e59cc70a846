import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { openConsole } from './test-console.ts'

forEachEngine('a case of somebody who tells another number', (open) => {
  async function world() {
    const all = await openConsole(open)
    const waiting = await all.waitingCase('claire')
    const one = await all.agent()
    await one.post(`/api/checks/${waiting.checkId}/take`)
    const decide = async (body: object) =>
      codeOf(await one.post(`/api/checks/${waiting.checkId}/decision`, body))
    const { enrolments } = all.database.tables
    const change = (set: Partial<typeof enrolments.$inferInsert>) =>
      all.database.db
        .update(enrolments)
        .set(set)
        .where(eq(enrolments.enrolmentId, waiting.enrolmentId))
    return { ...all, ...waiting, decide, change }
  }

  test('gives nobody the identity of that other person', async () => {
    const { decide, change, checks, checkId, holder, acts, database } = await world()
    await change({ registryId: 'mael' })
    expect(await decide({ decision: 'accept' })).toBe('enrolment-step')
    expect(await decide({ decision: 'refuse', reasons: ['faces-differ'] })).toBe('enrolment-step')
    expect((await checks.find(checkId))?.state).toBe('waiting')
    expect((await holder.read()).step).toBe('identity')
    expect(await database.db.select().from(database.tables.phones)).toEqual([])
    expect((await acts()).map(({ act }) => act)).toEqual(['case-taken'])
  })

  test('is withdrawn the moment they tell it, and in nobody’s way', async () => {
    const { decide, change, checks, checkId, holder } = await world()
    // Turned away after the films were sent, as for a number that the registry gives to two people.
    await change({ step: 'refused', refusal: 'file-conflict' })
    await holder.tell('mael')
    await holder.proveContact(await holder.mailedCode())
    expect((await holder.read()).step).toBe('identity')
    expect(await checks.find(checkId)).toMatchObject({ state: 'withdrawn', registryId: 'claire' })
    expect(await decide({ decision: 'accept' })).toBe('case-decided')
    const opened = await holder.post('/enrolment/check', { documentKind: 'passport' })
    expect(opened.json()).toMatchObject({ check: { state: 'recording', attempt: 1 } })
  })
})
