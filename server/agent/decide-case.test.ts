import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { Refusal } from '@etui/shared/refusal.ts'
import type { AuditedAct } from '../audit/audit-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { acceptIdentity } from '../enrolment/accept-identity.ts'
import { enrolmentStore } from '../enrolment/enrolment-store.ts'
import { createLog } from '../log/log.ts'
import { origin } from '../phone/test-holder.ts'
import { phoneStore } from '../phone/phone-store.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { decideCase, type DecisionNeeds } from './decide-case.ts'
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

/** Where it led, or the code of why not. */
function stepOf(work: Promise<{ step: string }>): Promise<unknown> {
  return work.then(
    ({ step }) => step,
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  )
}

/** A little more than a request needs to come to where it must wait. */
function aWhile(): Promise<void> {
  return new Promise((done) => setTimeout(done, 300))
}

forEachEngine('a case decided while its activation goes on by another way', (open) => {
  async function world() {
    const all = await openConsole(open)
    const { database, keys, clock, checks, audit, mails } = all
    const waiting = await all.waitingCase('claire')
    const one = await all.agent()
    await one.post(`/api/checks/${waiting.checkId}/take`)
    const enrolments = enrolmentStore(database)
    const needs: DecisionNeeds = {
      database,
      checks,
      audit,
      mails,
      clock,
      origin,
      securingMs: 60_000,
      enrolments,
      phones: phoneStore(database),
      registry: demonstrationRegistry({ database, keys, clock }),
      log: createLog('silent'),
    }
    return {
      ...all,
      checkId: waiting.checkId,
      needs,
      decide: (given = needs) =>
        stepOf(decideCase(waiting.checkId, one, { decision: 'accept' }, given)),
      async acceptOtherwise(given = needs) {
        const row = await enrolments.byId(waiting.enrolmentId)
        if (!row) throw new TypeError('an activation is under way')
        const how = { acr: 'other', securingMs: 60_000, email: undefined }
        return stepOf(database.unit(() => acceptIdentity(row, how, given)))
      },
    }
  }

  test('waits for the other way, then finds the case closed', async () => {
    const { needs, decide, acceptOtherwise, checks, checkId } = await world()
    const reached = Promise.withResolvers<void>()
    const slow = {
      ...needs.checks,
      async withdrawOpen(enrolmentId: string, at: Date) {
        reached.resolve()
        await aWhile()
        return needs.checks.withdrawOpen(enrolmentId, at)
      },
    }
    const other = acceptOtherwise({ ...needs, checks: slow })
    await reached.promise
    expect(await Promise.all([decide(), other])).toEqual(['case-decided', 'securing'])
    expect((await checks.find(checkId))?.state).toBe('withdrawn')
  })

  test('keeps the other way waiting, which then finds the identity accepted', async () => {
    const { needs, decide, acceptOtherwise, checks, checkId } = await world()
    const reached = Promise.withResolvers<void>()
    const slow = {
      ...needs.audit,
      async append(act: AuditedAct) {
        reached.resolve()
        await aWhile()
        return needs.audit.append(act)
      },
    }
    const decided = decide({ ...needs, audit: slow })
    await reached.promise
    expect(await Promise.all([acceptOtherwise(), decided])).toEqual(['enrolment-step', 'securing'])
    expect((await checks.find(checkId))?.state).toBe('accepted')
  })

  test('is never told that the database is busy, whoever comes first', async () => {
    const { decide, acceptOtherwise } = await world()
    const tries = Array.from({ length: 6 }, (_, n) => (n % 2 ? decide() : acceptOtherwise()))
    const told = await Promise.all(tries)
    expect(told.filter((each) => each === 'securing')).toHaveLength(1)
    expect(new Set(told)).toEqual(new Set(['securing', 'enrolment-step', 'case-decided']))
  })
})
