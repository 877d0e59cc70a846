import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { type EnrolmentStep, enrolmentSteps } from '@etui/shared/enrolment/enrolment.ts'
import { checkStore } from '../check/check-store.ts'
import { challenge } from '../check/test-checks.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { enrolmentStore } from './enrolment-store.ts'
import { testKeys } from './test-keys.ts'

const at = new Date('2026-11-21T10:00:00.000Z')
const before = new Date(at.getTime() - 60_000)
const after = new Date(at.getTime() + 60_000)
const bytes = Buffer.alloc(32, 7)
const steps: readonly EnrolmentStep[] = [...enrolmentSteps, 'refused']

/** What each step lets happen; everything else leaves the row as it was. */
const allowed: Record<EnrolmentStep, readonly string[]> = {
  person: ['tellPerson'],
  contact: ['tellPerson', 'replaceCode', 'reserveContactTry', 'settleContact'],
  identity: ['setIdentity', 'awaitIdentityCode', 'reserveIdentityTry', 'refuse', 'acceptIdentity'],
  securing: ['activate'],
  active: [],
  refused: ['tellPerson'],
}

forEachEngine('an activation', (open) => {
  async function world() {
    const database = await open()
    const store = enrolmentStore(database)
    const { enrolments } = database.tables
    const terms = { language: 'fr', termsVersion: '1', at: before } as const
    const { enrolmentId } = await store.open({ deviceThumbprint: 'd', ...terms })
    const person = { nirHash: bytes, registryId: 'claire', maskedEmail: 'c•••@e•••' }
    const code = { codeHash: bytes, expiresAt: after, at }
    const acts: Record<string, () => Promise<unknown>> = {
      tellPerson: () => store.tellPerson(enrolmentId, person, code),
      replaceCode: () => store.replaceCode(enrolmentId, code, at),
      reserveContactTry: () => store.reserveContactTry(enrolmentId, at),
      settleContact: () => store.settleContact({ enrolmentId, contactCodeHash: bytes }, null, at),
      setIdentity: () => store.setIdentity(enrolmentId, { state: 'started', differing: [], at }),
      awaitIdentityCode: () => store.awaitIdentityCode(enrolmentId, { ...code, acr: 'eidas3' }),
      reserveIdentityTry: () => store.reserveIdentityTry(enrolmentId, at),
      refuse: () => store.refuse(enrolmentId, 'file-conflict', at),
      acceptIdentity: () =>
        store.acceptIdentity(enrolmentId, {
          personId: 'p',
          phoneId: 'f',
          acr: 'films',
          at,
          securingEndsAt: after,
        }),
      activate: () => store.activate(enrolmentId, at),
    }
    /** A row for which nothing but its step speaks against any act. */
    const put = (step: EnrolmentStep) =>
      database.db
        .update(enrolments)
        .set({
          step,
          refusal: null,
          ...person,
          contactCodeHash: bytes,
          contactCodeExpiresAt: after,
          contactCodeSentAt: before,
          contactCodeTries: 0,
          contactCodeSends: 1,
          identityState: 'awaiting-code',
          identityAcr: 'eidas3',
          identityCodeHash: bytes,
          identityCodeExpiresAt: after,
          identityCodeTries: 0,
          identityAcceptedAt: before,
          securingEndsAt: after,
          personId: null,
          phoneId: null,
        })
        .where(eq(enrolments.enrolmentId, enrolmentId))
    const keys = await testKeys(() => at)
    return { database, keys, store, acts, put, enrolmentId }
  }

  test.each(steps)(
    'at %s lets happen what belongs there, and changes nothing otherwise',
    async (step) => {
      const { store, acts, put, enrolmentId } = await world()
      const done: string[] = []
      for (const [name, act] of Object.entries(acts)) {
        await put(step)
        const seen = await store.byId(enrolmentId)
        if (await act()) done.push(name)
        else expect(await store.byId(enrolmentId)).toEqual(seen)
      }
      expect(done).toEqual(allowed[step])
    },
  )

  test('is forgotten once nobody went on with it, but not while its films are looked at', async () => {
    const { database, keys, store, enrolmentId } = await world()
    const checks = checkStore(database, keys)
    const it = { enrolmentId, registryId: 'claire', documentKind: 'passport', challenge } as const
    await checks.open({ ...it, at })
    expect(await store.purge(after)).toBe(0)
    await checks.withdrawOpen(enrolmentId, at)
    expect(await store.purge(new Date(before.getTime() - 1))).toBe(0)
    expect(await store.purge(after)).toBe(1)
    expect(await store.byId(enrolmentId)).toBeUndefined()
  })
})
