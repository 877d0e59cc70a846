import { expect, test } from 'vitest'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { enrolmentStore } from '../enrolment/enrolment-store.ts'
import { createLog } from '../log/log.ts'
import { origin } from '../phone/test-holder.ts'
import { phoneStore } from '../phone/phone-store.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { type CaseVerdict, decideCase, type DecisionNeeds } from './decide-case.ts'
import { openConsole } from './test-console.ts'

/** What a process that dies at this moment leaves: what was committed before, nothing after. */
class Died extends Error {
  override readonly name = 'Died'
}

const die = () => Promise.reject(new Died())
const refuse: CaseVerdict = { decision: 'refuse', reasons: ['face-dark'], hint: 'Plus de lumière' }

forEachEngine('a decision whose server dies', (open) => {
  async function world() {
    const all = await openConsole(open)
    const { database, keys, clock, checks, audit, mails } = all
    const { checkId, holder } = await all.waitingCase('claire')
    const one = await all.agent()
    await one.post(`/api/checks/${checkId}/take`)
    const needs: DecisionNeeds = {
      database,
      checks,
      audit,
      mails,
      clock,
      origin,
      securingMs: 60_000,
      enrolments: enrolmentStore(database),
      phones: phoneStore(database),
      registry: demonstrationRegistry({ database, keys, clock }),
      log: createLog('silent'),
    }
    /** Everything a decision writes, as others see it. */
    const written = async () => ({
      state: (await checks.find(checkId))?.state,
      step: (await holder.read()).step,
      people: (await database.db.select().from(database.tables.people)).length,
      letters: (await mails.list(50)).length,
      acts: (await all.acts()).map(({ act }) => act),
    })
    return { ...all, checkId, one, needs, written }
  }

  test.each([
    [
      'before the person has a row',
      'accept',
      (it) => ({ phones: { ...it.phones, personOf: die } }),
    ],
    ['before the phone has a row', 'accept', (it) => ({ phones: { ...it.phones, open: die } })],
    [
      'before the activation goes on',
      'accept',
      (it) => ({ enrolments: { ...it.enrolments, acceptIdentity: die } }),
    ],
    ['before the letter', 'accept', (it) => ({ mails: { ...it.mails, add: die } })],
    ['before the letter', 'refuse', (it) => ({ mails: { ...it.mails, add: die } })],
    ['before the log', 'accept', (it) => ({ audit: { ...it.audit, append: die } })],
    ['before the log', 'refuse', (it) => ({ audit: { ...it.audit, append: die } })],
  ] satisfies [string, string, (needs: DecisionNeeds) => Partial<DecisionNeeds>][])(
    '%s (%s) leaves nothing of it, and is made again',
    async (_, decision, death) => {
      const { checkId, one, needs, written } = await world()
      const verdict = decision === 'accept' ? ({ decision } as const) : refuse
      const before = await written()
      const dying = { ...needs, ...death(needs) }
      await expect(decideCase(checkId, one, verdict, dying)).rejects.toThrow(Died)
      expect(await written()).toEqual(before)
      const again = await one.post(`/api/checks/${checkId}/decision`, verdict)
      expect(again.statusCode).toBe(200)
      const act = decision === 'accept' ? 'check-accepted' : 'check-refused'
      expect((await written()).acts.at(-1)).toBe(act)
    },
  )

  test('after it was committed is told as decided to who asks again', async () => {
    const { checkId, one, needs, written, audit } = await world()
    await decideCase(checkId, one, refuse, needs)
    const after = await written()
    const again = await one.post(`/api/checks/${checkId}/decision`, refuse)
    expect(codeOf(again)).toBe('case-decided')
    expect(await written()).toEqual(after)
    expect((await audit.newest()).seq).toBe(2)
  })
})
