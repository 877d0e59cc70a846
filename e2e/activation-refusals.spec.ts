import {
  acceptTerms,
  chooseCode,
  heading,
  openCardApp,
  press,
  proveContact,
  proveIdentity,
  reachIdentity,
  tellPerson,
  typeCode,
  type CardApp,
} from './world/card-app.ts'
import { listen, wordsOf } from './world/heard.ts'
import { newestCode } from './world/outbox.ts'
import { shiftClock } from './world/page-clock.ts'
import { otherCodes, person, secretCode } from './world/people.ts'
import { refusalTexts } from './world/texts.ts'
import { expect, test } from './world/world.ts'

const refusal = refusalTexts('fr')
/** A first letter of each half: the registry's, or one drawn for a number it does not know. */
const maskedEmail = /\w•••@\w•••/g

async function expectRefusal({ page }: CardApp, code: string): Promise<void> {
  await expect(page.getByText(refusal(code)).first()).toBeVisible()
}

test('says which part of a wrong number is wrong, before anything is sent', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await acceptTerms(app)
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
  const { nir, traits } = person('claire')
  const wrong: [string, string][] = [
    [`${nir.slice(0, 13)}${nir.endsWith('01') ? '02' : '01'}`, 'nir-key'],
    [nir.slice(0, 12), 'nir-length'],
    [`5${nir.slice(1)}`, 'nir-sex'],
    [`${nir.slice(0, 3)}17${nir.slice(5)}`, 'nir-month'],
    [`${nir.slice(0, 8)}X${nir.slice(9)}`, 'nir-characters'],
  ]
  for (const [typed, code] of wrong) {
    await tellPerson(app, typed, traits.birthDate)
    await expectRefusal(app, code)
  }
  expect(sent).toEqual([])
  await tellPerson(app, nir, '1984-02-31')
  await expectRefusal(app, 'birth-date-malformed')
  await tellPerson(app, nir, '1985-03-12')
  await expectRefusal(app, 'birth-date-differs')
})

test('answers an unknown number word for word as it answers a known one', async ({
  demo,
  open,
}) => {
  const { nir, traits } = person('claire')
  const known = { nir, birthDate: traits.birthDate }
  // Nobody of the registry: somebody else's order number, with its key.
  const unknown = { nir: '284195751150158', birthDate: '1984-03-12' }
  const [ofKnown, ofUnknown] = await Promise.all(
    [known, unknown].map(async (who) => {
      const { page } = await open()
      const heard = listen(page)
      const app = await openCardApp(page, { hosts: demo.hosts })
      await acceptTerms(app)
      await tellPerson(app, who.nir, who.birthDate)
      await expect(heading(app, 'contact.title')).toBeVisible()
      await expect(page.getByText(app.say('contact.lead'))).toBeVisible()
      const words = await wordsOf(page, maskedEmail)
      await proveContact(app, '111119')
      await expectRefusal(app, 'contact-code-wrong')
      // After a refusal the phone asks where it stands.
      await expect.poll(async () => (await heard()).at(-1)).toContain('GET /api/enrolment 200')
      return { heard: await heard(), words, refused: await wordsOf(page, maskedEmail) }
    }),
  )
  if (!ofKnown || !ofUnknown) throw new TypeError('two phones were opened')
  expect(ofKnown.heard.join('\n')).toContain('POST /api/enrolment/person 200')
  expect(ofUnknown).toEqual(ofKnown)
})

test('refuses a wrong code of an e-mail, counts the tries, and then asks for another', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  const { nir, traits, email = '' } = person('claire')
  await acceptTerms(app)
  await tellPerson(app, nir, traits.birthDate)
  const right = await newestCode(demo.hosts, email)
  const wrong = right === '111119' ? '111118' : '111119'
  await proveContact(app, wrong)
  await expectRefusal(app, 'contact-code-wrong')
  await expect(page.getByText(app.say('contact.tries'))).toBeVisible()
  for (let tries = 0; tries < 4; tries++) {
    const answered = page.waitForResponse((answer) => answer.url().endsWith('/enrolment/contact'))
    await proveContact(app, wrong)
    await answered
  }
  await proveContact(app, right)
  await expectRefusal(app, 'contact-code-spent')
})

test('refuses a code of an e-mail that has expired', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  const { nir, traits, email = '' } = person('claire')
  await acceptTerms(app)
  await tellPerson(app, nir, traits.birthDate)
  const code = await newestCode(demo.hosts, email)
  // Both clocks: a quarter of an hour passes for the phone as well.
  await demo.shiftClock(16 * 60_000)
  await shiftClock(page, 16 * 60_000)
  await proveContact(app, code)
  await expectRefusal(app, 'contact-code-expired')
})

for (const [who, code] of [
  ['yanis', 'rights-closed'],
  ['eliott', 'too-young'],
  ['simone', 'under-guardianship'],
] as const) {
  test(`turns away with the reason: ${code}`, async ({ demo, open }) => {
    const { page } = await open()
    const app = await openCardApp(page, { hosts: demo.hosts })
    const { nir, traits, email = '' } = person(who)
    await acceptTerms(app)
    await tellPerson(app, nir, traits.birthDate)
    if (code !== 'too-young') await proveContact(app, await newestCode(demo.hosts, email))
    await expectRefusal(app, code)
  })
}

test('names the traits in which the identity differs from the registry', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await reachIdentity(app, 'theo')
  await proveIdentity(app, 'theo')
  await expect(heading(app, 'identity.differs.title')).toBeVisible()
  await expect(page.getByText('Date de naissance')).toBeVisible()
  await expect(page.getByText('Prénoms')).toBeVisible()
  await expect(page.getByText('Nom de naissance')).toBeHidden()
  await expect(page.getByText(app.say('identity.differs.detail'))).toHaveCount(2)
  await expect(page.getByRole('button', { name: app.say('identity.again') })).toBeEnabled()
})

test('refuses an identity that is another person’s', async ({ demo, open }) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await reachIdentity(app, 'claire')
  await proveIdentity(app, 'samir')
  await expect(heading(app, 'identity.differs.title')).toBeVisible()
  await expect(page.getByText('Nom de naissance')).toBeVisible()
})

test('takes up again what was cancelled, and refuses codes one guesses on the way', async ({
  demo,
  open,
}) => {
  const { page } = await open()
  const app = await openCardApp(page, { hosts: demo.hosts })
  await reachIdentity(app, 'claire')
  await press(app, 'identity.start')
  await page.getByRole('button', { name: 'Annuler' }).click()
  await expectRefusal(app, 'identity-cancelled')
  await press(app, 'identity.again')
  await page.getByRole('button', { name: 'CLAIRE AUBERTIN' }).click()

  await expect(heading(app, 'code.title')).toBeVisible()
  for (const easy of ['111111', '123456', '987654', '120384', '840312']) {
    await typeCode(app, easy)
    await expectRefusal(app, 'code-trivial')
    await expect(heading(app, 'code.title')).toBeVisible()
  }
  await typeCode(app, secretCode)
  await expect(heading(app, 'code.repeat')).toBeVisible()
  await typeCode(app, otherCodes[0])
  await expect(page.getByText(app.say('code.differs'))).toBeVisible()
  await chooseCode(app, secretCode)

  await app.passkeys?.refuse()
  await press(app, 'passkey.create')
  await expectRefusal(app, 'passkey-cancelled')
  await press(app, 'passkey.skip')
  await press(app, 'done.open')
  await expect(heading(app, 'home.title')).toBeVisible()
})
