import { expectAccessible } from './world/axe.ts'
import {
  activateInApp,
  heading,
  openCardApp,
  present,
  press,
  shownDigits,
  typeCode,
} from './world/card-app.ts'
import { agents, openConsole } from './world/console-app.ts'
import { expectVerdict, openCounter, pasteDigits } from './world/counter-app.ts'
import { secretCode } from './world/people.ts'
import { deskSize, expect, test } from './world/world.ts'

test('a reading that another counter made within minutes is asked about, reported, and closed by an agent', async ({
  demo,
  open,
}) => {
  test.setTimeout(240_000)
  const { page } = await open()
  const card = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(card, 'claire')
  for (const [professional, name] of [
    ['dr-morvan', 'Cabinet'],
    ['pharmacie-du-lavoir', 'Comptoir 2'],
  ] as const) {
    const desk = await open({ viewport: deskSize })
    const counter = await openCounter(desk.page, { hosts: demo.hosts, professional, name })
    await present(card)
    await pasteDigits(counter, await shownDigits(card))
    await expectVerdict(counter, 'valid')
    await press(card, 'present.away')
  }

  await page.getByRole('link', { name: card.say('tabs.readings') }).click()
  await expect(page.getByRole('heading', { name: card.say('readings.wasItYou') })).toBeVisible()
  await expect(page.getByText(card.say('readings.ways.code'))).toHaveCount(2)
  await expectAccessible(page, 'a reading to be asked about')
  await page.getByRole('button', { name: card.say('readings.wasNotMeOf') }).press('Enter')
  await expect(page.getByRole('heading', { name: card.say('readings.report.title') })).toBeVisible()
  await expectAccessible(page, 'whether to report')
  await page.getByRole('button', { name: card.say('readings.report.yes') }).press('Enter')
  await expect(page.getByRole('heading', { name: card.say('readings.report.done') })).toBeVisible()
  await page.getByRole('button', { name: card.say('readings.report.close') }).press('Enter')
  await expect(page.getByText(card.say('readings.reported'))).toBeVisible()
  await expect(page.getByRole('heading', { name: card.say('readings.wasItYou') })).toBeHidden()

  const agent = await open({ viewport: deskSize })
  const console = await openConsole(agent.page, { hosts: demo.hosts, agent: agents.first })
  await agent.page.getByRole('button', { name: console.say('tabs.reports') }).press('Enter')
  await expect(agent.page.getByRole('heading', { level: 1 })).toHaveText(
    console.say('reports.title'),
  )
  await expect(agent.page.getByText(console.say('reports.flagged'))).toBeVisible()
  await expectAccessible(agent.page, 'reports')
  const outcome = agent.page.getByLabel(console.say('reports.outcome'))
  await outcome.focus()
  await agent.page.keyboard.press('ArrowDown')
  await agent.page.keyboard.press('ArrowDown')
  await expect(outcome).toHaveValue('counter-warned')
  await agent.page.getByRole('button', { name: console.say('reports.closeOf') }).press('Enter')
  await expect(
    agent.page.getByRole('heading', { level: 1, name: console.say('reports.empty') }),
  ).toBeVisible()
  await expect(agent.page.getByRole('cell', { name: /LAVOIR/ })).toBeVisible()
  await expectAccessible(agent.page, 'reports that are closed')
  await agent.page.getByRole('button', { name: console.say('tabs.figures') }).press('Enter')
  await expect(agent.page.getByText(console.say('figures.none')).first()).toBeVisible()
  await expectAccessible(agent.page, 'figures')

  // From a cold start, the vault remembers what was said.
  await page.reload()
  await expect(heading(card, 'lock.title')).toBeVisible()
  await typeCode(card, secretCode)
  await expect(page.getByText(card.say('readings.reported'))).toBeVisible()

  // The other one too, and then the card is stopped.
  await page.getByRole('button', { name: card.say('readings.doubtOf') }).click()
  await press(card, 'readings.report.yes')
  await press(card, 'readings.report.stop')
  await press(card, 'readings.report.stopSure')
  await expect(heading(card, 'blocked.suspended.title')).toBeVisible()
  await expect(page.getByText(card.say('blocked.until'))).toContainText('jusqu’à demain')
})
