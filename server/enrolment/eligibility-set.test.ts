import { expect, test } from 'vitest'
import { openConsole } from '../agent/test-console.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { codeOf } from '../dpop/test-phone.ts'
import { openHolders, settings } from '../phone/test-holder.ts'
import { eligibilityRules } from './eligibility-rules.ts'

forEachEngine('eligibility as an insurer sets it', (open) => {
  const closed = [{ from: '2023-01-01', value: ['69'] }]
  /** A department that opens in the middle of a test. */
  const opening = [
    { from: '2023-01-01', value: ['69'] },
    { from: '2026-11-22', value: ['69', '57'] },
  ]
  const world = (change: Partial<ReturnType<typeof eligibilityRules>>, age = 18) =>
    openHolders(open, () => ({
      settings: { ...settings, eligibility: { ...eligibilityRules(age), ...change } },
    }))

  test('lets somebody of 17 in from 16 on, and from 18 on does not', async () => {
    const { holder: make } = await world({}, 16)
    const holder = make()
    await holder.activated('eliott')
    expect((await holder.refresh()).answer.statusCode).toBe(200)
    const elsewhere = (await openConsole(open)).holder()
    await elsewhere.accept()
    const told = await elsewhere.tell('eliott')
    expect(codeOf(told)).toBe('too-young')
    expect(told.json()).toMatchObject({ facts: { holderAge: 18 } })
  })

  test('turns a closed department away once the contact is proven, and lets it begin again', async () => {
    const { holder: make, pass, mails } = await world({ departments: opening })
    const holder = make()
    await holder.accept()
    expect((await holder.tell('claire')).json().step).toBe('contact')
    await holder.proveContact(await holder.mailedCode())
    expect(await holder.read()).toEqual({ step: 'refused', refusal: 'department-not-served' })
    const letters = (await mails.list(9)).map(({ text }) => text)
    expect(letters.join()).toContain('ne peut pas être activée pour le moment')
    pass(86_400_000)
    await holder.activated('claire')
  })

  test('turns a regime away that does not take part', async () => {
    const { holder: make } = await world({ regimes: closed })
    const holder = make()
    await holder.accept()
    await holder.tell('claire')
    await holder.proveContact(await holder.mailedCode())
    expect((await holder.read()).refusal).toBe('regime-not-served')
  })
})
