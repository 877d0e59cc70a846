import { openCardApp } from './world/card-app.ts'
import { expect, test, type Seat } from './world/world.ts'

/** What no page of ours may do, and the words the guards have for it. */
const faults: readonly (readonly [string, string, (seat: Seat) => Promise<unknown>])[] = [
  [
    'asks the outside',
    'request to the outside',
    ({ page }) => page.goto('http://elsewhere.example/').catch(() => undefined),
  ],
  [
    'breaks its policy',
    'content security policy violated',
    ({ page }) => page.evaluate(() => document.body.setAttribute('style', 'color: red')),
  ],
  [
    'leaves an error uncaught',
    'uncaught error: Error: broken',
    ({ page }) =>
      page.evaluate(() => {
        setTimeout(() => {
          throw new Error('broken')
        })
      }),
  ],
]

for (const [what, words, act] of faults) {
  test(`a test whose page ${what} has failed, whatever it looked at`, async ({ demo, open }) => {
    const seat = await open()
    await openCardApp(seat.page, { hosts: demo.hosts })
    expect(seat.guards.faults).toEqual([])
    await act(seat)
    await expect.poll(() => seat.guards.faults.join('\n')).toContain(words)
    // Said last: all that is left of this test is its end, and only that may fail.
    test.fail()
  })
}
