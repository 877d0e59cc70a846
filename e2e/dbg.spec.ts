import { acceptTerms, openCardApp, tellPerson } from './world/card-app.ts'
import { person } from './world/people.ts'
import { test } from './world/world.ts'
test('dbg', async ({ demo, open }) => {
  const { page, guards } = await open()
  page.on('response', (r) => console.log(r.status(), r.request().method(), r.url()))
  page.on('console', (m) => console.log('C', m.text()))
  const app = await openCardApp(page, { hosts: demo.hosts })
  const { nir, traits } = person('claire')
  await acceptTerms(app)
  await tellPerson(app, nir, traits.birthDate)
  await page.waitForTimeout(4000)
  await page.screenshot({ path: '/tmp/dbg.png' })
  console.log(guards.faults, demo.log())
})
