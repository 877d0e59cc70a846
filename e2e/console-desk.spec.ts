import { drawDeskCode } from '@etui/shared/wire/desk.ts'
import { expectAccessible } from './world/axe.ts'
import { heading, openCardApp, press, proveIdentity, reachIdentity } from './world/card-app.ts'
import { agents, openConsole } from './world/console-app.ts'
import { atChoiceOfWays, standing } from './world/send-check.ts'
import { deskSize, expect, phoneSize, test } from './world/world.ts'

const complaint = 'Mon nom a deux lettres T.'

test('activates in person, by the code on the phone and the document', async ({ demo, open }) => {
  const device = await atChoiceOfWays(demo.hosts, 'claire')
  const drawn = await device.call(drawDeskCode, {})
  const { page } = await open({ viewport: deskSize })
  const { say } = await openConsole(page, { hosts: demo.hosts, agent: agents.first })
  await page.getByRole('button', { name: say('tabs.desk') }).click()
  await expectAccessible(page, 'the desk')

  await page.getByLabel(say('desk.code')).fill('22222222')
  await page.getByRole('button', { name: say('desk.find') }).click()
  await expect(page.getByRole('status').first()).toBeVisible()
  await page.getByLabel(say('desk.code')).fill(drawn.body.code.toLowerCase())
  await page.keyboard.press('Enter')
  await expect(page.getByText('AUBERTIN')).toBeVisible()
  await page.getByLabel(say('documents.passport')).check()
  await page.getByLabel(say('desk.number')).fill('19 XX 00000')
  await expectAccessible(page, 'the person at the desk')
  expect((await standing(device)).step).toBe('identity')
  await page.keyboard.press('Enter')
  await expect(page.getByText(say('desk.accepted'))).toBeVisible()
  expect((await standing(device)).step).toBe('securing')
})

test('closes a request for correction, and a phone that stands open says so', async ({
  demo,
  open,
}) => {
  const phone = await open()
  const card = await openCardApp(phone.page, { hosts: demo.hosts })
  await reachIdentity(card, 'claire')
  await proveIdentity(card, 'samir')
  await expect(heading(card, 'identity.differs.title')).toBeVisible()
  await phone.page.getByLabel(card.say('correction.label')).fill(complaint)
  await press(card, 'correction.ask')
  await expect(phone.page.getByText(card.say('correction.open'))).toBeVisible()

  const { page } = await open({ viewport: phoneSize, language: 'en-GB' })
  const app = { hosts: demo.hosts, agent: agents.first, language: 'en' } as const
  const { say } = await openConsole(page, app)
  await page.getByRole('button', { name: say('tabs.corrections') }).click()
  await expect(page.getByText(complaint)).toBeVisible()
  await expectAccessible(page, 'the corrections')
  await page.getByRole('button', { name: say('corrections.corrected') }).click()
  await expect(page.getByRole('heading', { name: say('corrections.empty') })).toBeVisible()

  // The phone asks by itself, every quarter of a minute.
  const closed = phone.page.getByText(card.say('correction.closed'), { exact: true })
  await expect(closed).toBeVisible({ timeout: 25_000 })
  await expectAccessible(phone.page, 'correction.closed')
})
