import {
  activateInApp,
  heading,
  openCardApp,
  press,
  typeCode,
  unlockByCode,
  type CardApp,
} from './world/card-app.ts'
import { otherCodes, secretCode } from './world/people.ts'
import { refusalTexts } from './world/texts.ts'
import { expect, test } from './world/world.ts'

const refusal = refusalTexts('fr')

test('pauses after the third wrong code and longer after the fourth, also for the right one', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(app, 'claire')
  await reopen(app)
  const [first, second, third, fourth] = otherCodes
  for (const wrong of [first, second]) {
    expect(await tryCode(app, wrong)).toBe(403)
    await expect(page.getByText(refusal('code-wrong'))).toBeVisible()
    await expectPad(app, 'open')
  }
  expect(await tryCode(app, third)).toBe(403)
  await expectPad(app, 'paused')

  // The pause is the server's: an app opened again is not let past it.
  await reopen(app)
  expect(await tryCode(app, secretCode)).toBe(429)
  await expect(page.getByText(refusal('code-paused'))).toBeVisible()
  await expectPad(app, 'paused')

  await demo.shiftClock(61_000)
  await reopen(app)
  expect(await tryCode(app, fourth)).toBe(403)
  await expectPad(app, 'paused')
  await demo.shiftClock(61_000)
  await reopen(app)
  expect(await tryCode(app, secretCode)).toBe(429)

  await demo.shiftClock(4 * 60_000)
  await page.reload()
  await unlockByCode(app)
})

test('says that a passkey was not confirmed, and opens by code', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await activateInApp(app, 'claire')
  await reopen(app)
  await app.passkeys?.refuse()
  await press(app, 'lock.passkey')
  await expect(page.getByText(refusal('passkey-cancelled'))).toBeVisible()
  await unlockByCode(app)
})

async function reopen(app: CardApp): Promise<void> {
  await app.page.reload()
  await expect(heading(app, 'lock.title')).toBeVisible()
}

/** Types a code and answers what the server said to it, once its proof was taken. */
async function tryCode(app: CardApp, code: string): Promise<number> {
  const answered = app.page.waitForResponse(
    (answer) => answer.url().endsWith('/api/code/share') && answer.status() !== 401,
  )
  await typeCode(app, code)
  return (await answered).status()
}

async function expectPad({ page, say }: CardApp, state: 'open' | 'paused'): Promise<void> {
  const paused = page.getByText(say('lock.paused'))
  const digit = page.getByRole('button', { name: '5', exact: true })
  if (state === 'paused') {
    await expect(paused).toBeVisible()
    await expect(digit).toBeDisabled()
  } else {
    await expect(digit).toBeEnabled()
    await expect(paused).toBeHidden()
  }
}
