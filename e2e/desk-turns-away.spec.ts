import { openCheck } from '@etui/shared/wire/check.ts'
import { drawDeskCode } from '@etui/shared/wire/desk.ts'
import { termsVersion } from '@etui/shared/enrolment/enrolment.ts'
import { openEnrolment, proveContact, tellPerson as tell } from '@etui/shared/wire/enrolment.ts'
import { acceptTerms, openCardApp, tellPerson } from './world/card-app.ts'
import { agents, openConsole } from './world/console-app.ts'
import { drawAtDesk, findAtDesk } from './world/desk.ts'
import { makeHolderDevice, type HolderDevice } from './world/holder-device.ts'
import type { Hosts } from './world/hosts.ts'
import { listen, wordsOf } from './world/heard.ts'
import { newestCode } from './world/outbox.ts'
import { person } from './world/people.ts'
import { refusalTexts } from './world/texts.ts'
import { deskSize, expect, test } from './world/world.ts'

const refusal = refusalTexts('fr')
/** The code that each phone drew for itself. */
const deskCode = /[2-9A-Z]{4} [2-9A-Z]{4}/g
/** Nobody of the registry: somebody else's order number, with its key. */
const unknown = { nir: '284195751150158', birthDate: '1984-03-12' }

test('draws a code alike for a number nobody has, and tells the agent alone', async ({
  demo,
  open,
}) => {
  const { nir, traits } = person('claire')
  const known = { nir, birthDate: traits.birthDate }
  const [ofKnown, ofUnknown] = await Promise.all(
    [known, unknown].map(async (who) => {
      const { page } = await open()
      const heard = listen(page)
      const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
      await acceptTerms(app)
      await tellPerson(app, who.nir, who.birthDate)
      const code = await drawAtDesk(app)
      return { code, heard: await heard(), words: await wordsOf(page, deskCode) }
    }),
  )
  if (!ofKnown || !ofUnknown) throw new TypeError('two phones were opened')
  expect(ofKnown.words).toContain('Votre code pour le guichet')
  expect(ofUnknown.words).toBe(ofKnown.words)
  expect(ofKnown.heard.join('\n')).toContain('POST /api/enrolment/desk-code 200')
  expect(ofUnknown.heard).toEqual(ofKnown.heard)

  const { page } = await open({ viewport: deskSize })
  const desk = await openConsole(page, { hosts: demo.hosts, agent: agents.first })
  await findAtDesk(desk, ofUnknown.code)
  await expect(page.getByText(refusal('desk-person-unknown'))).toBeVisible()
  await expect(page.getByRole('button', { name: desk.say('desk.accept') })).toHaveCount(0)
})

test('turns away at the desk whom no card may be given, with the reason', async ({
  demo,
  open,
}) => {
  const { hosts } = demo
  const { page } = await open({ viewport: deskSize })
  const desk = await openConsole(page, { hosts, agent: agents.first })
  for (const [who, code] of [
    ['yanis', 'rights-closed'],
    ['simone', 'under-guardianship'],
  ] as const) {
    const device = await told(hosts, who)
    const drawn = await device.call(drawDeskCode, {})
    await findAtDesk(desk, drawn.body.code)
    await expect(page.getByText(person(who).traits.familyName)).toBeVisible()
    await expect(page.getByText(desk.say('desk.barred'))).toBeVisible()
    await expect(page.getByText(refusal(code))).toBeVisible()
    await expect(page.getByRole('button', { name: desk.say('desk.accept') })).toHaveCount(0)
    await page.getByRole('button', { name: desk.say('desk.other') }).click()
  }
})

test('opens neither way to somebody who was turned away', async ({ demo }) => {
  for (const [who, code] of [
    ['yanis', 'rights-closed'],
    ['simone', 'under-guardianship'],
  ] as const) {
    const device = await told(demo.hosts, who)
    const sent = await newestCode(demo.hosts, person(who).email ?? '')
    const { body } = await device.call(proveContact, { code: sent })
    expect(body).toMatchObject({ step: 'refused', refusal: code })
    await expectClosed(device)
  }
  const { nir, traits } = person('eliott')
  const young = await told(demo.hosts, 'eliott')
  const again = await young.call(tell, { nir, birthDate: traits.birthDate })
  expect(again.refusal).toBe('too-young')
  await expectClosed(young)
})

async function expectClosed(device: HolderDevice): Promise<void> {
  const check = await device.call(openCheck, { documentKind: 'passport' })
  const drawn = await device.call(drawDeskCode, {})
  expect([check.refusal, drawn.refusal]).toEqual(['enrolment-step', 'enrolment-step'])
}

/** A phone without a screen whose number was told. */
async function told(hosts: Hosts, registryId: string) {
  const { nir, traits } = person(registryId)
  const device = makeHolderDevice(hosts.card)
  await device.call(openEnrolment, { termsVersion, language: 'fr' })
  await device.call(tell, { nir, birthDate: traits.birthDate })
  return device
}
