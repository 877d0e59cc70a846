import { auditStore } from '@etui/server/audit/audit-store.ts'
import { leaseMs } from '@etui/shared/enrolment/check.ts'
import { etui } from './world/commands.ts'
import { accept, agents, openConsole, refuseFor, takeNext } from './world/console-app.ts'
import type { ConsoleApp } from './world/console-app.ts'
import { filmFaces } from './world/face-films.ts'
import { lettersTo } from './world/outbox.ts'
import { readRows } from './world/rows.ts'
import { sendFilms, standing } from './world/send-check.ts'
import { refusalTexts } from './world/texts.ts'
import { deskSize, expect, test } from './world/world.ts'

const mrz = [
  'P<FRAAUBERTIN<<CLAIRE<<<<<<<<<<<<<<<<<<<<<<<',
  '19XX000005FRA8403124F3001015<<<<<<<<<<<<<<04',
]

test('decides a case once, and tells whoever decides it again', async ({ demo, open }) => {
  test.setTimeout(180_000)
  const { document, holder: face } = await filmFaces()
  const device = await sendFilms(demo.hosts, 'claire', { document, face }, mrz)
  const consoleOf = async (agent: string) => {
    const { page } = await open({ viewport: deskSize })
    return openConsole(page, { hosts: demo.hosts, agent })
  }
  const slow = await consoleOf(agents.first)
  await takeNext(slow)
  await demo.shiftClock(leaseMs + 1_000)
  const quick = await consoleOf(agents.second)
  await takeNext(quick)
  // The same agent, in another tab, with the same case.
  const again = { ...quick, page: await quick.page.context().newPage() }
  await again.page.setViewportSize(deskSize)
  await again.page.goto(demo.hosts.console)
  await again.page.getByRole('button', { name: again.say('queue.goOn') }).click()
  await expect(again.page.getByRole('button', { name: again.say('decide.refuse') })).toBeVisible()

  await quick.page.bringToFront()
  await accept(quick)
  await expect(quick.page.getByText(quick.say('ended.accepted'))).toBeVisible()
  await again.page.bringToFront()
  await refuseFor(again, 'faces-differ')
  await expectTold(again)
  await refuseFor(slow, 'faces-differ')
  await expectTold(slow)

  // What the phone without a screen signs bears the time of this machine.
  await demo.shiftClock(-leaseMs - 1_000)
  expect(await standing(device)).toMatchObject({ step: 'securing' })
  const decisions = await readRows(demo, async ({ database }) => {
    const entries = await auditStore(database).after(0, 100)
    return entries.map(({ act }) => act).filter((act) => act.startsWith('check-'))
  })
  expect(decisions).toEqual(['check-accepted'])
  expect(await etui(demo, 'audit', 'verify')).toContain('The log is whole.')
  const letters = await lettersTo(demo.hosts, 'claire@example.org')
  expect(letters.filter((letter) => letter.includes('n’ont pas suffi'))).toEqual([])
})

/** The case is closed, in words that say so, and nothing of theirs was written down. */
async function expectTold({ page, say }: ConsoleApp): Promise<void> {
  await expect(page.getByRole('heading', { name: say('lease.lostTitle') })).toBeVisible()
  await expect(page.getByText(refusalTexts('fr')('case-decided'))).toBeVisible()
  await expect(page.getByText(say('lease.lostNothing'))).toBeVisible()
  await expect(page.locator('video')).toHaveCount(0)
}
