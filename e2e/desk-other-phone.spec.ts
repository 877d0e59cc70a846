import type { Page } from '@playwright/test'
import {
  acceptTerms,
  activateInApp,
  chooseCode,
  heading,
  openCardApp,
  present,
  press,
  shownDigits,
  tellPerson,
} from './world/card-app.ts'
import { expectAccessible } from './world/axe.ts'
import { agents, type ConsoleApp, openConsole } from './world/console-app.ts'
import { drawAtDesk, findAtDesk } from './world/desk.ts'
import { lettersTo } from './world/outbox.ts'
import { person, secretCode } from './world/people.ts'
import { storedIn } from './world/stored-in.ts'
import { deskSize, expect, test } from './world/world.ts'

test('activates another phone at the desk by two agents, and ends the first', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const { hosts } = demo
  const { nir, traits, email = '' } = person('claire')
  const first = await openCardApp((await open()).page, { hosts, authenticator: 'none' })
  await activateInApp(first, 'claire')
  expect(await storedIn(first.page, 'etui')).toMatchObject({ device: 1, wraps: 1 })

  const second = await openCardApp((await open()).page, { hosts, authenticator: 'none' })
  await acceptTerms(second)
  await tellPerson(second, nir, traits.birthDate)
  const code = await drawAtDesk(second)

  const [one, other] = await Promise.all(
    [agents.first, agents.second].map(async (agent) => {
      const { page } = await open({ viewport: deskSize })
      return openConsole(page, { hosts, agent })
    }),
  )
  if (!one || !other) throw new TypeError('two consoles were opened')
  await findAtDesk(one, code)
  await expect(one.page.getByText(one.say('desk.otherPhone'))).toBeVisible()
  await acceptSeen(one)
  await other.page.getByRole('button', { name: other.say('tabs.desk') }).click()
  await other.page.getByRole('button', { name: other.say('desk.disagree') }).click()
  await expect(second.page.getByText(second.say('desk.outcome.refusedTitle'))).toBeVisible()
  await second.page.mouse.move(0, 0)
  await expectAccessible(second.page, 'a second agent’s no')
  expect((await lettersTo(hosts, email))[0]).toContain('n’a pas donné son accord')

  await press(second, 'desk.draw')
  const another = second.page.getByText(/^[2-9A-Z]{4} [2-9A-Z]{4}$/)
  await findAtDesk(one, await another.innerText())
  await acceptSeen(one)
  await expect(one.page.getByText(one.say('desk.mine'))).toBeVisible()
  await expect(one.page.getByRole('button', { name: one.say('desk.approve') })).toHaveCount(0)
  expect(await approveFrom(one.page), 'by the session of who asked').toContain('approval-own')
  await expect(heading(second, 'desk.waitingTitle')).toBeVisible()
  expect((await lettersTo(hosts, email))[0]).toContain('Un second agent doit donner son accord')

  await other.page.reload()
  await other.page.getByRole('button', { name: other.say('tabs.desk') }).click()
  await expect(other.page.getByText(`${agents.first} a vu : passeport 19XX00000`)).toBeVisible()
  await other.page.getByRole('button', { name: other.say('desk.approve') }).click()
  await expect(other.page.getByRole('button', { name: other.say('desk.approve') })).toHaveCount(0)

  await chooseCode(second, secretCode)
  await press(second, 'continue')
  await expect(second.page.getByText(second.say('done.otherPhone'))).toBeVisible()
  await press(second, 'done.open')
  await present(second)
  expect(await shownDigits(second)).toMatch(/^2721/)
  expect((await lettersTo(hosts, email))[0]).toContain('La carte du téléphone précédent')

  await first.page.reload()
  await expect(heading(first, 'blocked.elsewhere.title')).toBeVisible()
  await expect(first.page.getByText(first.say('blocked.elsewhere.lead'))).toBeVisible()
  expect(await storedIn(first.page, 'etui')).toEqual({
    device: 0,
    wraps: 0,
    records: 0,
    letters: 0,
    phone: 1,
  })
  await first.page.reload()
  await expect(heading(first, 'blocked.elsewhere.title')).toBeVisible()
})

/** Says yes to the one approval that waits, by the session of an agent whose page has no button for it; answers the answer. */
function approveFrom(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const read = await fetch('/api/desk/approvals')
    const { approvals } = (await read.json()) as { approvals: { approvalId: string }[] }
    const answer = await fetch(`/api/desk/approvals/${approvals[0]?.approvalId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ isApproved: true }),
    })
    return answer.text()
  })
}

/** An agent who has the person and their passport before them. */
async function acceptSeen({ page, say }: ConsoleApp): Promise<void> {
  await page.getByLabel(say('documents.passport')).check()
  await page.getByLabel(say('desk.number')).fill('19XX00000')
  await page.getByRole('button', { name: say('desk.accept') }).click()
  await expect(page.getByText(say('desk.waiting'))).toBeVisible()
}
