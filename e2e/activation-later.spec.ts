import {
  acceptTerms,
  chooseCode,
  heading,
  openCardApp,
  press,
  tellPerson,
} from './world/card-app.ts'
import { agents, openConsole, type ConsoleApp } from './world/console-app.ts'
import { drawAtDesk, findAtDesk } from './world/desk.ts'
import { expectAccessible } from './world/axe.ts'
import { lettersTo } from './world/outbox.ts'
import { person, secretCode } from './world/people.ts'
import { deskSize, expect, test } from './world/world.ts'

const day = 86_400_000

test('goes on days after an agent said yes, is told until when, and told when it was too late', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const { hosts } = demo
  const { nir, traits, email = '' } = person('claire')
  const app = await openCardApp((await open()).page, { hosts, authenticator: 'none' })
  const { page, say } = app
  await acceptTerms(app)
  await tellPerson(app, nir, traits.birthDate)
  const console = await openConsole((await open({ viewport: deskSize })).page, {
    hosts,
    agent: agents.first,
  })
  await accept(console, await drawAtDesk(app))
  await expect(heading(app, 'code.title')).toBeVisible()
  await expect(page.getByText(say('securing.until'))).toBeVisible()
  await expectAccessible(page, 'the code, with its limit')
  expect((await lettersTo(hosts, email))[0]).toContain('(heure de Paris)')

  await press(app, 'activation.leave')
  await expect(page.getByText(say('waiting.securing'))).toBeVisible()
  await expectAccessible(page, 'what waits, with its limit')
  await demo.shiftClock(3 * day)
  await press(app, 'waiting.goOn')
  await expect(heading(app, 'code.title')).toBeVisible()
  await chooseCode(app, secretCode)
  await expect(page.getByText(say('securing.until'))).toBeVisible()

  await demo.shiftClock(12 * day)
  await page.reload()
  await expect(page.getByText(say('identity.lapsed.title'))).toBeVisible()
  await expect(page.getByText(say('identity.lapsed.why'))).toBeVisible()
  await expectAccessible(page, 'an identity to be proven again')
  expect((await lettersTo(hosts, email))[0]).toContain('n’a pas été choisi à temps')

  const again = await openConsole((await open({ viewport: deskSize })).page, {
    hosts,
    agent: agents.second,
  })
  await press(app, 'identity.ways.desk')
  await press(app, 'desk.draw')
  const shown = page.getByText(/^[2-9A-Z]{4} [2-9A-Z]{4}$/)
  await accept(again, (await shown.innerText()).replace(' ', ''))
  await chooseCode(app, secretCode)
  await press(app, 'continue')
  await press(app, 'done.open')
  await expect(heading(app, 'home.title')).toBeVisible()
})

async function accept(console: ConsoleApp, code: string): Promise<void> {
  await findAtDesk(console, code)
  await console.page.getByLabel(console.say('documents.passport')).check()
  await console.page.getByLabel(console.say('desk.number')).fill('19XX00000')
  await console.page.getByRole('button', { name: console.say('desk.accept') }).click()
}
