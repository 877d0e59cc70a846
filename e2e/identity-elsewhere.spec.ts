import {
  chooseAccount,
  heading,
  openCardApp,
  press,
  reachIdentity,
  type CardApp,
} from './world/card-app.ts'
import { refusalTexts } from './world/texts.ts'
import { expect, test } from './world/world.ts'

test('ties an identity check that ended in another browser by six typed digits', async ({
  demo,
  open,
}) => {
  const phone = await open()
  const other = await open()
  const app = await openCardApp(phone.page, { hosts: demo.hosts })
  await reachIdentity(app, 'claire')
  await other.page.goto(await startElsewhere(app))
  await chooseAccount(other.page, 'claire')
  await expect(other.page.getByText(/\d{3}\s?\d{3}/).first()).toBeVisible()
  const shown = await other.page.locator('body').innerText()
  const digits = /(?<!\d)(\d{3})\s?(\d{3})(?!\d)/.exec(shown)?.slice(1).join('') ?? ''

  await phone.page.goto(demo.hosts.card)
  await expect(heading(app, 'identity.code.title')).toBeVisible()
  const wrong = digits === '000001' ? '000002' : '000001'
  await phone.page.getByLabel(app.say('identity.code.label')).fill(wrong)
  await press(app, 'continue')
  await expect(phone.page.getByText(refusalTexts('fr')('identity-code-wrong'))).toBeVisible()
  await phone.page.getByLabel(app.say('identity.code.label')).fill(digits)
  await press(app, 'continue')
  await expect(heading(app, 'code.title')).toBeVisible()
})

/** Starts the check, but leaves its first page unopened; answers the page's address, to be opened elsewhere. */
async function startElsewhere(app: CardApp): Promise<string> {
  const { page, hosts } = app
  const asked = page.waitForRequest((request) => request.url().startsWith(hosts.provider))
  await page.route(`${hosts.provider}/**`, (route) => route.fulfill({ status: 204 }))
  await press(app, 'identity.start')
  const url = (await asked).url()
  await page.unroute(`${hosts.provider}/**`)
  return url
}
