import { expectAccessible } from './world/axe.ts'
import { agents, openConsole, refuseFor } from './world/console-app.ts'
import type { DemoServer } from './world/demo-server.ts'
import { filmFaces } from './world/face-films.ts'
import { readRows } from './world/rows.ts'
import { sendFilms, standing } from './world/send-check.ts'
import { deskSize, expect, test } from './world/world.ts'

/** A specimen's lines with true check digits, of a person of the seeded registry. */
const mrz = [
  'P<FRAAUBERTIN<<CLAIRE<<<<<<<<<<<<<<<<<<<<<<<',
  '19XX000005FRA8403124F3001015<<<<<<<<<<<<<<04',
]

test.describe.configure({ timeout: 180_000 })

test('says that the registry no longer knows whose case it is', async ({ demo, open }) => {
  const { document, holder } = await filmFaces()
  const device = await sendFilms(demo.hosts, 'claire', { document, face: holder }, mrz)
  await forgetPeople(demo)
  const { page } = await open({ viewport: deskSize, language: 'en-GB' })
  const { say } = await openConsole(page, {
    hosts: demo.hosts,
    agent: agents.first,
    language: 'en',
  })
  const next = page.getByRole('button', { name: say('queue.next') })
  await expect(next).toBeVisible({ timeout: 20_000 })
  await next.click()

  const traits = page.getByRole('region', { name: say('traits.label') })
  await expect(traits.getByText(say('traits.unknown'))).toBeVisible()
  await expect(traits.getByText(say('traits.onlyRefuse'))).toBeVisible()
  await expect(traits.getByText(say('traits.nobody'))).toHaveCount(4)
  await expect(traits.getByText(say('traits.uncompared'))).toHaveCount(4)
  await expect(traits.getByText(say('traits.unread'))).toHaveCount(0)
  await expect(page.getByRole('button', { name: say('decide.accept') })).toHaveCount(0)
  await expect(page.getByRole('button', { name: say('decide.ask') })).toBeVisible()
  await expectAccessible(page, 'a case of somebody unknown')

  await refuseFor({ page, say }, 'traits-differ')
  await expect(page.getByText(say('ended.refused'))).toBeVisible()
  expect((await standing(device)).check).toMatchObject({ state: 'refused' })
})

/** The insurer's own system lets go of everybody. */
async function forgetPeople(demo: DemoServer): Promise<void> {
  await readRows(demo, async ({ database: { db, tables } }) => {
    await db.delete(tables.registryPeople)
  })
}
