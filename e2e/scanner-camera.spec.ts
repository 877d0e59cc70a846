import { expectAccessible } from './world/axe.ts'
import { openCounter, pressAt } from './world/counter-app.ts'
import { deskSize, expect, phoneSize, test, type Seat } from './world/world.ts'

test('lets the camera be chosen, remembers it, and comes back when it is allowed again', async ({
  demo,
  open,
}) => {
  const seat = await open({
    viewport: deskSize,
    flags: ['--use-fake-device-for-media-stream=device-count=3'],
  })
  const { page } = seat
  // What it sets lasts as long as it is attached.
  const session = await seat.browser.newBrowserCDPSession()
  await permit('granted')
  const counter = await openCounter(page, { hosts: demo.hosts })
  const choice = page.getByLabel(counter.say('camera.choose'))
  await expect(page.getByText(counter.say('camera.aim'))).toBeVisible()
  await expect(choice.getByRole('option')).toHaveCount(3)
  await expectAccessible(page, 'camera.choose')
  await page.setViewportSize(phoneSize)
  await expectAccessible(page, 'camera.choose, narrow')
  await page.setViewportSize(deskSize)

  await choice.focus()
  await page.keyboard.press('End')
  await expect.poll(() => openCamera(seat)).toBe('fake_device_2')
  await page.reload()
  await expect(choice).toBeVisible()
  await expect.poll(() => openCamera(seat)).toBe('fake_device_2')

  await permit('denied')
  await expect(page.getByText(counter.say('camera.refused'))).toBeVisible()
  expect(await openCamera(seat)).toBeUndefined()
  await expectAccessible(page, 'camera.refused')
  await permit('granted')
  await expect(page.getByText(counter.say('camera.aim'))).toBeVisible()
  await expect.poll(() => openCamera(seat)).toBe('fake_device_2')

  await pressAt(counter, 'camera.stop')
  await expect(page.getByText(counter.say('camera.off'))).toBeVisible()
  await expectAccessible(page, 'camera.off')

  /** What a person does in the browser's own settings, or beside the address. */
  async function permit(setting: 'granted' | 'denied'): Promise<void> {
    const permission = { name: 'camera' }
    const { counter: origin } = demo.hosts
    await session.send('Browser.setPermission', { permission, setting, origin })
  }
})

/** The name of the camera that the page shows. */
function openCamera({ page }: Seat): Promise<string | undefined> {
  return page.evaluate(() => {
    const shown = document.querySelector('video')?.srcObject
    const [track] = shown instanceof MediaStream ? shown.getVideoTracks() : []
    return track?.readyState === 'live' ? track.label : undefined
  })
}
