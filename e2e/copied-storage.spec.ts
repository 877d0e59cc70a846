import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  activateInApp,
  heading,
  openCardApp,
  press,
  typeCode,
  unlockByCode,
  type CardApp,
} from './world/card-app.ts'
import { secretCode } from './world/people.ts'
import { expect, test, type Seat, type SeatOptions } from './world/world.ts'

test('makes a copy of the storage prove itself, and blocks the card when both have', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const first = await open()
  const original = await openCardApp(first.page, { hosts: demo.hosts, authenticator: 'none' })
  await activateInApp(original, 'claire')
  await first.close()
  const copy = mkdtempSync(join(tmpdir(), 'etui-copy-'))
  cpSync(first.profile, copy, { recursive: true })

  const honest = await reopen({ profile: first.profile })
  await unlockByCode(honest)
  await honest.page.reload()
  await unlockByCode(honest)

  const thief = await reopen({ profile: copy })
  await proveByCode(thief)
  await expect(heading(thief, 'home.title')).toBeVisible()

  await honest.page.reload()
  await proveByCode(honest)
  await expect(heading(honest, 'blocked.conflict.title')).toBeVisible()

  await thief.page.reload()
  await expect(
    thief.page.getByRole('heading', { level: 1, name: /bloquée|autre téléphone/ }),
  ).toBeVisible()

  async function reopen(options: SeatOptions): Promise<CardApp> {
    const seat: Seat = await open(options)
    return openCardApp(seat.page, { hosts: demo.hosts, authenticator: 'none' })
  }
})

/**
 * What a phone does whose refresh was suspended: its code, typed with the server, is the proof. A phone that opened before it
 * was told is asked once more.
 */
async function proveByCode(app: CardApp): Promise<void> {
  const lock = heading(app, 'lock.title')
  const resume = heading(app, 'resume.title')
  await expect(lock).toBeVisible()
  await typeCode(app, secretCode)
  await expect(lock).toBeHidden()
  if (!(await resume.isVisible())) return
  await press(app, 'resume.code')
  await expect(lock).toBeVisible()
  await typeCode(app, secretCode)
}
