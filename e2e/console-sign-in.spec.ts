import { expectAccessible } from './world/axe.ts'
import { textsOf } from './world/texts.ts'
import { deskSize, expect, phoneSize, test } from './world/world.ts'

for (const [language, browserLanguage] of [
  ['fr', 'fr-FR'],
  ['en', 'en-GB'],
] as const) {
  for (const viewport of [deskSize, phoneSize]) {
    test(`lets an agent in and out, without a barrier (${language}, ${viewport.width} px)`, async ({
      demo,
      open,
    }) => {
      const { page } = await open({ viewport, language: browserLanguage })
      const say = textsOf('console', language)
      const enter = page.getByRole('link', { name: say('signIn.enter') })
      const leave = page.getByRole('button', { name: say('shell.leave') })
      await page.goto(demo.hosts.console)
      await expect(page.getByRole('heading', { name: say('signIn.title') })).toBeVisible()
      await expect(page.getByText(say('demonstration.text'))).toBeVisible()
      await expectAccessible(page, 'the door')

      await enter.click()
      await page.getByRole('button', { name: 'Odile QUENTEL' }).click()
      await expect(leave).toBeVisible()
      await expect(page.getByText('Odile QUENTEL')).toBeVisible()
      await expect(page.getByText(say('shell.supervisor'))).toBeVisible()
      await expectAccessible(page, 'the desk')

      await page.reload()
      await expect(page.getByText('Odile QUENTEL')).toBeVisible()
      await leave.click()
      await expect(enter).toBeVisible()
      await page.reload()
      await expect(enter).toBeVisible()
    })
  }
}

test('says why an employee without a role stays outside', async ({ demo, open }) => {
  const { page } = await open({ viewport: deskSize })
  const say = textsOf('console', 'fr')
  await page.goto(demo.hosts.console)
  await page.getByRole('link', { name: say('signIn.enter') }).click()
  await page.getByRole('button', { name: 'Ferdinand LASCOUX' }).click()
  await expect(page.getByText(say('signIn.refusedTitle'))).toBeVisible()
  await expect(page.getByText('pas de rôle à la console')).toBeVisible()
  expect(new URL(page.url()).search).toBe('')
  await expectAccessible(page, 'refused')
})

test('says that the server does not answer, and opens once it does', async ({ demo, open }) => {
  const { page, guards } = await open({ viewport: deskSize })
  guards.expectOutage()
  const say = textsOf('console', 'fr')
  await page.route('**/api/session', (route) => route.abort())
  await page.goto(demo.hosts.console)
  await expect(page.getByText(say('signIn.unanswered'))).toBeVisible()
  await page.unroute('**/api/session')
  await page.getByRole('button', { name: say('signIn.again') }).click()
  await expect(page.getByRole('link', { name: say('signIn.enter') })).toBeVisible()
})
