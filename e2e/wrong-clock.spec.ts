import { acceptTerms, heading, openCardApp, proveContact, tellPerson } from './world/card-app.ts'
import { newestCode } from './world/outbox.ts'
import { shiftClock } from './world/page-clock.ts'
import { person } from './world/people.ts'
import { expect, test } from './world/world.ts'

for (const hours of [3, -3]) {
  test(`listens to a phone whose clock is off by ${hours} hours`, async ({ demo, open }) => {
    const { page } = await open()
    const app = await openCardApp(page, { hosts: demo.hosts })
    await shiftClock(page, hours * 3_600_000)
    const { nir, traits, email = '' } = person('claire')
    await acceptTerms(app)
    await tellPerson(app, nir, traits.birthDate)
    await proveContact(app, await newestCode(demo.hosts, email))
    await expect(heading(app, 'identity.title')).toBeVisible()
  })
}
