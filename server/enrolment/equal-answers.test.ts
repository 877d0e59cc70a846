import { expect, test } from 'vitest'
import { nirKey } from '@etui/shared/nir/nir.ts'
import { checkStore } from '../check/check-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { deskCodeStore } from '../desk/desk-code-store.ts'
import { createSharedCeilings } from '../http/shared-ceilings.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { openHolders, origin } from '../phone/test-holder.ts'
import { decoyEmail, maskEmail } from './decoy-email.ts'
import { eligibilityRules } from './eligibility-rules.ts'
import { enrolmentStore } from './enrolment-store.ts'
import { tellPerson, resendCode, proveContact } from './tell-person.ts'
import { Refusal } from '@etui/shared/refusal.ts'

const claire = { nir: '284195751150059', birthDate: '1984-03-12' }
const told = {
  known: claire,
  unknown: { nir: `2841957511501${nirKey('2841957511501')}`, birthDate: '1984-03-12' },
  'known, with another birth date': { ...claire, birthDate: '1984-03-13' },
  'known, without e-mail': {
    nir: `2521959350163${nirKey('2521959350163')}`,
    birthDate: '1952-12-01',
  },
}
const kinds = Object.entries(told)

forEachEngine('a number known or not', (open) => {
  async function world() {
    const { database, keys, clock, mails, pass } = await openHolders(open)
    const calls: string[] = []
    const enrolments = enrolmentStore(database)
    const needs = {
      database: recorded('database', database, calls),
      enrolments: recorded('enrolments', enrolments, calls),
      checks: recorded('checks', checkStore(database, keys), calls),
      deskCodes: recorded('deskCodes', deskCodeStore(database), calls),
      registry: recorded(
        'registry',
        demonstrationRegistry({
          database,
          keys,
          clock,
        }),
        calls,
      ),
      mails: recorded('mails', mails, calls),
      ceilings: recorded(
        'ceilings',
        createSharedCeilings(database, {
          clock,
          keys,
        }),
        calls,
      ),
      keys: recorded(
        'keys',
        {
          hmac: keys.hmac.bind(keys),
          lookupHash: keys.lookupHash.bind(keys),
        },
        calls,
      ),
      clock,
      origin,
      eligibilityRules: eligibilityRules(18),
      allowDemonstration: true,
    }
    const opened = (deviceThumbprint: string) =>
      enrolments.open({ deviceThumbprint, language: 'fr', termsVersion: '1', at: clock() })
    return { database, needs, calls, opened, pass }
  }

  test('gets the same answer by the same calls, in the same order', async () => {
    const { needs, calls, opened, pass, database } = await world()
    const traces: Record<string, string[]> = {}
    for (const [kind, person] of kinds) {
      const row = await opened(kind)
      calls.length = 0
      const answered = await tellPerson(row, person, caller(kind), needs)
      expect(answered.maskedEmail).toMatch(/^[a-z•]•••@[a-z•]•••$/)
      pass(30_000)
      await resendCode(answered, caller(kind), needs)
      const wrong = await proveContact(answered, '000000', caller(kind), needs).catch(
        (error: unknown) => error,
      )
      expect(wrong).toBeInstanceOf(Refusal)
      expect(wrong).toMatchObject({ code: 'contact-code-wrong', facts: { triesLeft: 4 } })
      traces[kind] = [...calls]
    }
    const [first, ...others] = Object.values(traces)
    expect(first?.length).toBeGreaterThan(12)
    for (const other of others) expect(other).toEqual(first)
    const rows = await database.db.select().from(database.tables.mails)
    expect(rows).toHaveLength(8)
    expect(new Set(rows.map(({ sealedText }) => sealedText.length)).size).toBe(1)
    expect(rows.filter(({ state }) => state === 'waiting')).toHaveLength(2)
  })

  test('takes the code drawn for an address, and none where there is no address', async () => {
    const { needs, opened, pass } = await world()
    const drawn: string[] = []
    const spied: typeof needs = {
      ...needs,
      keys: {
        lookupHash: needs.keys.lookupHash,
        hmac(secret, message) {
          const code = /^contact code .* ([0-9]{6})$/.exec(String(message))?.[1]
          if (code !== undefined) drawn.push(code)
          return needs.keys.hmac(secret, message)
        },
      },
    }
    const outcomeOf = async (person: typeof claire, isSentAgain: boolean) => {
      const by = caller(`${person.nir} ${isSentAgain}`)
      const row = await tellPerson(await opened(by.thumbprint), person, by, spied)
      pass(30_000)
      if (isSentAgain) await resendCode(row, by, spied)
      const proven = proveContact(row, drawn.at(-1) ?? '', by, needs)
      return proven.then(
        ({ step }) => step,
        (refusal: Refusal) => refusal.code,
      )
    }
    for (const isSentAgain of [false, true]) {
      expect(await outcomeOf(told.known, isSentAgain)).toBe('identity')
      expect(await outcomeOf(told.unknown, isSentAgain)).toBe('contact-code-wrong')
      const nowhere = told['known, without e-mail']
      expect(await outcomeOf(nowhere, isSentAgain)).toBe('contact-code-wrong')
    }
  })

  test('never opens an activation by guessing the code of a decoy', async () => {
    const { database, needs, opened } = await world()
    const row = await tellPerson(await opened('guess'), told.unknown, caller('guess'), needs)
    // The hash of 000000, as if the code drawn had been that one.
    const codeHash = needs.keys.hmac('pepper', `contact code ${row.enrolmentId} 000000`)
    await database.db.update(database.tables.enrolments).set({ contactCodeHash: codeHash })
    const guessed = proveContact(row, '000000', caller('guess'), needs)
    await expect(guessed).rejects.toMatchObject({ code: 'contact-code-wrong' })
  })
})

test('a decoy looks like a masked address, always the same for the same person', () => {
  const digest = Buffer.alloc(32, 9)
  expect(decoyEmail(digest)).toBe(decoyEmail(digest))
  expect(decoyEmail(digest)).toMatch(/^[a-z•]•••@[a-z•]•••$/)
  expect(maskEmail('Claire.Aubertin@example.org')).toBe('c•••@e•••')
  expect(maskEmail('7even@éxample.org')).toBe('••••@••••')
})

/** Writes down every call of an object's functions, by name. */
function recorded<T extends object>(name: string, it: T, calls: string[]): T {
  return new Proxy(it, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        calls.push(`${name}.${String(key)}`)
        return Reflect.apply(value, target, args)
      }
    },
  })
}

function caller(thumbprint: string) {
  return { thumbprint, network: '192.0.2.1', takeProof: async () => undefined }
}
