import { generateKeyPairSync } from 'node:crypto'
import { clientStore } from '@etui/server/practice/client-store.ts'
import { expectAccessible } from './world/axe.ts'
import { openCounter, pasteDigits, expectVerdict, pressAt } from './world/counter-app.ts'
import { issuePhones } from './world/issued-phones.ts'
import { readRows } from './world/rows.ts'
import { deskSize, expect, phoneSize, test } from './world/world.ts'

test('somebody of the team reads in the place of the professional, with network and without', async ({
  demo,
  open,
}) => {
  test.setTimeout(120_000)
  const [claire, ange] = await issuePhones(demo, ['claire', 'ange'])
  if (!claire || !ange) throw new TypeError('two phones were asked for')
  const { page, guards } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts })
  const { say } = counter
  // A program of the practice acts at this counter too.
  await readRows(demo, async ({ database }) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const [here] = await database.db.select().from(database.tables.counters)
    const client = {
      counterId: here?.counterId ?? '',
      name: 'Logiciel d’officine',
      publicKey: publicKey.export({ type: 'spki', format: 'der' }),
      scope: 'readings invoices',
    }
    return clientStore(database).add(client, new Date())
  })

  // By the keyboard alone: name somebody, choose them.
  const team = page.getByRole('button', { name: say('staff.open') })
  await team.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: say('staff.title') })
  await expect(dialog.getByText('Logiciel d’officine')).toBeVisible()
  await expect(dialog.getByText(say('staff.programs.both'))).toBeVisible()
  await expect(dialog.getByText(/^Comptoir 2, depuis le/)).toBeVisible()
  await expectAccessible(page, 'the team, empty')
  await dialog.getByLabel(say('staff.name')).focus()
  await page.keyboard.type('Léa Thibault')
  await page.keyboard.press('Enter')
  const lea = dialog.getByRole('radio', { name: /Léa Thibault/ })
  await expect(lea).toBeChecked()
  await expectAccessible(page, 'the team, with somebody')
  await page.setViewportSize(phoneSize)
  await expectAccessible(page, 'the team, on a phone')
  await page.setViewportSize(deskSize)
  await pressAt(counter, 'staff.confirm')
  const isLea = page.getByRole('button', { name: 'Léa Thibault' })
  await expect(isLea).toBeVisible()

  await pasteDigits(counter, await claire.frameAt(now()))
  await expectVerdict(counter, 'valid', 'online')
  guards.expectOutage()
  await demo.kill()
  await pasteDigits(counter, await ange.frameAt(now()))
  await expectVerdict(counter, 'valid', 'offline')
  await page.reload()
  await expect(isLea).toBeVisible({ timeout: 20_000 })
  await page.keyboard.press('F8')
  await expect(page.getByText(say('journal.by'))).toBeVisible()
  await page.keyboard.press('Escape')

  await demo.start()
  await page.keyboard.press('F6')
  const readBy = () =>
    readRows(demo, async ({ database }) => {
      const { readings, staff } = database.tables
      const [named] = await database.db.select().from(staff)
      const rows = await database.db.select().from(readings)
      return rows.map(({ staffId }) => staffId === named?.staffId)
    })
  await expect.poll(readBy, { timeout: 40_000 }).toEqual([true, true])

  await isLea.click()
  await pressAt(counter, 'staff.remove')
  await expect(lea).toBeHidden()
  await pressAt(counter, 'staff.confirm')
  await expect(team).toBeVisible()
})

function now(): number {
  return Math.floor(Date.now() / 1000)
}
