import { formatNir } from '@etui/shared/nir/nir-text.ts'
import { parseNir } from '@etui/shared/nir/nir.ts'
import {
  activateInApp,
  openCardApp,
  present,
  press,
  shownDigits,
  type CardApp,
} from './world/card-app.ts'
import {
  expectVerdict,
  lookAt,
  makeCameraFilm,
  openCounter,
  nextPatient,
  pasteDigits,
  type CounterApp,
} from './world/counter-app.ts'
import { shiftClock } from './world/page-clock.ts'
import { person } from './world/people.ts'
import { deskSize, expect, test } from './world/world.ts'

const minute = 60_000

test('reads a code by camera and says whose it is; two minutes later the same picture is too old', async ({
  demo,
  open,
}, info) => {
  test.setTimeout(150_000)
  const film = await makeCameraFilm(info.outputDir)
  const card = await readyCard(demo.hosts, await open())
  const counterSeat = await open({ viewport: deskSize, film: film.path })
  const counter = await openCounter(counterSeat.page, { hosts: demo.hosts })

  await present(card)
  await shownDigits(card)
  const picture = await card.page.screenshot()
  await lookAt(counter, film, picture)
  await expectVerdict(counter, 'valid', 'online')
  await expectPerson(counter, 'claire')

  await film.cover()
  await nextPatient(counter)
  await demo.shiftClock(2 * minute)
  await shiftClock(counter.page, 2 * minute)
  await lookAt(counter, film, picture)
  await expectVerdict(counter, 'stale', 'next')
})

test('reads a code by camera with both offline; two minutes later it is too old', async ({
  demo,
  open,
}, info) => {
  test.setTimeout(150_000)
  const film = await makeCameraFilm(info.outputDir)
  const cardSeat = await open()
  const card = await readyCard(demo.hosts, cardSeat)
  const counterSeat = await open({ viewport: deskSize, film: film.path })
  const counter = await openCounter(counterSeat.page, { hosts: demo.hosts })

  for (const seat of [cardSeat, counterSeat]) {
    seat.guards.expectOutage()
    await seat.context.setOffline(true)
  }
  await demo.kill()
  await present(card)
  await shownDigits(card)
  const picture = await card.page.screenshot()
  await lookAt(counter, film, picture)
  await expectVerdict(counter, 'valid', 'offline')
  await expectPerson(counter, 'claire')

  await film.cover()
  await nextPatient(counter)
  await shiftClock(counter.page, 2 * minute + 30_000)
  await lookAt(counter, film, picture)
  await expectVerdict(counter, 'stale', 'next')
})

test('says where and when a code was used before, at another counter', async ({ demo, open }) => {
  const card = await readyCard(demo.hosts, await open())
  const [first, second, stranger] = await Promise.all(
    [
      { name: 'Comptoir 1', professional: 'pharmacie-du-lavoir' },
      { name: 'Comptoir 2', professional: 'pharmacie-du-lavoir' },
      { name: 'Cabinet', professional: 'dr-morvan' },
    ].map(async (options) => {
      const { page } = await open({ viewport: deskSize })
      return openCounter(page, { hosts: demo.hosts, ...options })
    }),
  )
  if (!first || !second || !stranger) throw new TypeError('three counters were opened')
  await present(card)
  const digits = await shownDigits(card)
  await pasteDigits(first, digits)
  await expectVerdict(first, 'valid', 'online')
  await pasteDigits(second, digits)
  await expectVerdict(second, 'replayed', 'named')
  await expect(second.page.getByText('Comptoir 1').first()).toBeVisible()
  await pasteDigits(stranger, digits)
  await expectVerdict(stranger, 'replayed', 'elsewhere')
  await expect(stranger.page.getByText('Comptoir 1')).toBeHidden()
})

test('tells the holder who read the card', async ({ demo, open }) => {
  const card = await readyCard(demo.hosts, await open(), 'lisandra')
  const { page } = await open({ viewport: deskSize })
  const counter = await openCounter(page, { hosts: demo.hosts, name: 'Accueil' })
  await present(card)
  await pasteDigits(counter, await shownDigits(card))
  await expectVerdict(counter, 'valid')
  await press(card, 'present.away')
  await card.page.reload()
  await card.page.getByRole('button', { name: card.say('lock.passkey') }).click()
  await expect(card.page.getByText(card.say('home.readAt'))).toBeVisible()
})

async function readyCard(
  hosts: CardApp['hosts'],
  seat: { readonly page: CardApp['page'] },
  registryId = 'claire',
): Promise<CardApp> {
  const card = await openCardApp(seat.page, { hosts })
  await activateInApp(card, registryId)
  return card
}

async function expectPerson({ page }: CounterApp, registryId: string): Promise<void> {
  const { nir, traits } = person(registryId)
  await expect(page.getByText(traits.familyName).first()).toBeVisible()
  await expect(page.getByText(traits.givenNames).first()).toBeVisible()
  const spaced = formatNir(parseNir(nir, { allowDemonstration: true }))
  const anySpace = new RegExp(spaced.replaceAll(/\s+/g, String.raw`\s*`))
  await expect(page.getByText(anySpace).first()).toBeVisible()
}
