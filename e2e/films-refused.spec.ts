import { randomBytes } from 'node:crypto'
import { makeFilm } from '@etui/server/check/test-films.ts'
import { recordingLimits } from '@etui/shared/enrolment/recording.ts'
import { openCheck } from '@etui/shared/wire/check.ts'
import type { Page } from '@playwright/test'
import { atVideoCheck } from './world/at-video-check.ts'
import { heading, press } from './world/card-app.ts'
import { arrived, chooseDocument, takeFilm } from './world/check-by-video.ts'
import { filesOf, holdersOf } from './world/disk.ts'
import { atChoiceOfWays, standing } from './world/send-check.ts'
import { filmUploads } from './world/upload.ts'
import { expect, test } from './world/world.ts'

const megabyte = 1_000_000
/** Not words that a server would write by itself. */
const marker = 'this is no film, whatever its name says'

test('says why a text named .webm and a film of 200 MB are not taken, and takes the next', async ({
  demo,
  open,
}, info) => {
  test.setTimeout(180_000)
  const { app, page } = await atVideoCheck('claire', {
    hosts: demo.hosts,
    folder: info.outputDir,
    open,
  })
  await chooseDocument(app)
  await takeFilm(app, 'document', 'check.film.open')
  await press(app, 'check.film.use')

  const untrue: [string, string, number][] = [
    ['not-a-video', marker, 10_000],
    ['too-large', '.'.repeat(megabyte), 200],
  ]
  for (const [fault, text, times] of untrue) {
    await expect(heading(app, 'check.film.face.title')).toBeVisible()
    await recordInstead(page, text, times)
    await takeFilm(app, 'face', 'check.film.openSound')
    await press(app, 'check.film.use')
    await expect(page.getByText(app.say(`check.film.faults.${fault}`))).toBeVisible({
      timeout: 30_000,
    })
  }
  expect(holdersOf(Buffer.from(marker), demo), 'files with the text in clear').toEqual([])
  expect(filmFiles(demo), 'films on the disk').toEqual([expect.stringContaining('document')])

  await recordTruly(page)
  await takeFilm(app, 'face', 'check.film.openSound')
  await press(app, 'check.film.use')
  await arrived(app)
})

test('keeps nothing of what is no film, too large, or more than was announced', async ({
  demo,
}) => {
  const device = await atChoiceOfWays(demo.hosts, 'claire')
  await device.call(openCheck, { documentKind: 'passport' })
  const uploads = filmUploads(demo.hosts, device)
  const text = Buffer.from(marker.repeat(20_000))
  await expect(uploads.all('document', text)).rejects.toThrow(/422.*"reason":"not-a-video"/)
  for (const size of [200 * megabyte, recordingLimits.mostBytes + 1]) {
    await expect(uploads.begin('document', size)).rejects.toThrow(/422.*"reason":"too-large"/)
  }
  const noise = randomBytes(2_000)
  const location = await uploads.begin('document', 1_000)
  await expect(uploads.send(location, 0, noise)).rejects.toThrow(/413.*body-too-large/)
  expect(await uploads.send(location, 0, noise.subarray(0, 500))).toBe(500)
  await expect(uploads.send(location, 500, noise)).rejects.toThrow(/413.*body-too-large/)
  await expect(uploads.send(location, 500, noise.subarray(500, 1_000))).rejects.toThrow(
    /422.*"reason":"not-a-video"/,
  )
  expect(filmFiles(demo), 'films on the disk').toEqual([])
  for (const bytes of [Buffer.from(marker), noise.subarray(0, 32)]) {
    expect(holdersOf(bytes, demo), 'files with it in clear').toEqual([])
  }

  const film = await makeFilm()
  await uploads.all('document', film)
  await uploads.all('face', film)
  expect((await standing(device)).check).toMatchObject({
    state: 'recording',
    attempt: 1,
    recordings: [{ state: 'complete' }, { state: 'complete' }],
  })
})

function filmFiles(demo: Parameters<typeof filesOf>[0]): string[] {
  return filesOf(demo).filter((file) => !file.includes('check-keys'))
}

/** From now on the recorder hands over this text, so many times, for what it recorded. */
function recordInstead(page: Page, text: string, times: number): Promise<void> {
  return page.evaluate(
    ([part, count]) => {
      const content = new Blob(Array.from({ length: count }, () => part))
      MediaRecorder.prototype.addEventListener = function (
        this: MediaRecorder,
        type: string,
        listener: EventListenerOrEventListenerObject,
      ) {
        let isGiven = false
        const told = () => {
          const data = isGiven ? new Blob([]) : content
          isGiven = true
          if (typeof listener === 'function') listener(new BlobEvent(type, { data }))
        }
        const isOfData = type === 'dataavailable'
        EventTarget.prototype.addEventListener.call(this, type, isOfData ? told : listener)
      }
    },
    [text, times] as const,
  )
}

/** What was recorded is handed over again. */
function recordTruly(page: Page): Promise<void> {
  return page.evaluate(() => {
    Reflect.deleteProperty(MediaRecorder.prototype, 'addEventListener')
  })
}
