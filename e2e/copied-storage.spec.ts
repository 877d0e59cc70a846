import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Response } from '@playwright/test'
import {
  activateInApp,
  heading,
  openCardApp,
  press,
  typeCode,
  unlockByCode,
  type CardApp,
} from './world/card-app.ts'
import type { DemoServer } from './world/demo-server.ts'
import { otherCodes, secretCode } from './world/people.ts'
import { refusalTexts } from './world/texts.ts'
import { expect, test, type Seat, type SeatOptions } from './world/world.ts'

test('makes a copy of the storage prove itself, and blocks the card when both have', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const { honest, honestHeard, copy } = await copyAndGoOn(demo, open)

  const thief = await reopen(demo, open, copy)
  await expect.poll(() => thief.heard).toContain('/api/refresh refresh-suspended')
  await proveByCode(thief.app)
  await expect(heading(thief.app, 'home.title')).toBeVisible()
  await expect.poll(() => thief.heard).toContain('/api/refresh/resume')

  await honest.page.reload()
  await proveByCode(honest)
  await expect(heading(honest, 'blocked.conflict.title')).toBeVisible()
  expect(honestHeard).toContain('/api/refresh refresh-suspended')
  expect(honestHeard).toContain('/api/refresh/resume card-blocked')

  await thief.app.page.reload()
  await expect(
    thief.app.page.getByRole('heading', { level: 1, name: /bloquée|autre téléphone/ }),
  ).toBeVisible()
})

test('gives a copy without its code nothing, and lets the phone that has it go on', async ({
  demo,
  open,
}) => {
  test.setTimeout(180_000)
  const { honest, honestHeard, copy } = await copyAndGoOn(demo, open)

  const thief = await reopen(demo, open, copy)
  await expect.poll(() => thief.heard).toContain('/api/refresh refresh-suspended')
  await typeCode(thief.app, otherCodes[0])
  await expect(thief.app.page.getByText(refusalTexts('fr')('code-wrong'))).toBeVisible()
  await thief.app.page.reload()
  await expect(heading(thief.app, 'lock.title')).toBeVisible()
  // It has no more of the server than that word, however often it asks.
  expect([...new Set(thief.heard)]).toEqual(['/api/refresh refresh-suspended'])

  await honest.page.reload()
  await proveByCode(honest)
  await expect(heading(honest, 'home.title')).toBeVisible()
  await expect.poll(() => honestHeard).toContain('/api/refresh/resume')
  honestHeard.length = 0
  await honest.page.reload()
  await expect.poll(() => honestHeard).toEqual(['/api/refresh'])
  await unlockByCode(honest)
})

type Open = (options: SeatOptions) => Promise<Seat>

/** A phone, a copy of its profile as it was, and the phone two refreshes later. */
async function copyAndGoOn({ hosts }: DemoServer, open: Open) {
  const first = await open({})
  const original = await openCardApp(first.page, { hosts, authenticator: 'none' })
  await activateInApp(original, 'claire')
  await first.close()
  const copy = mkdtempSync(join(tmpdir(), 'etui-copy-'))
  cpSync(first.profile, copy, { recursive: true })
  const { app, heard } = await reopen({ hosts }, open, first.profile)
  await unlockByCode(app)
  await app.page.reload()
  await unlockByCode(app)
  expect(heard).toEqual(['/api/refresh', '/api/refresh'])
  heard.length = 0
  return { honest: app, honestHeard: heard, copy }
}

/** Opens a profile of before; `heard` is what each refresh was answered: its path, and its refusal if there is one. */
async function reopen({ hosts }: Pick<DemoServer, 'hosts'>, open: Open, profile: string) {
  const { page, context } = await open({ profile })
  const heard: string[] = []
  context.on('response', async (answer) => {
    const { pathname } = new URL(answer.url())
    if (!pathname.startsWith('/api/refresh') || answer.status() === 401) return
    if (answer.ok()) heard.push(pathname)
    else heard.push(`${pathname} ${await refusalOf(answer)}`)
  })
  const app = await openCardApp(page, { hosts, authenticator: 'none' })
  return { app, heard }
}

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
  // The proof may have been on its way by then: the question then goes away by itself.
  const opened = heading(app, 'home.title').or(heading(app, 'blocked.conflict.title'))
  const isAsked = await Promise.race([
    press(app, 'resume.code').then(
      () => true,
      () => false,
    ),
    opened.waitFor().then(
      () => false,
      () => true,
    ),
  ])
  if (!isAsked) return
  await expect(lock).toBeVisible()
  await typeCode(app, secretCode)
}

/** A problem's type ends with the code of the refusal. */
async function refusalOf(answer: Response): Promise<string> {
  // Every answer of the API that is no success is a problem.
  const { type } = (await answer.json()) as { type: string }
  return type.replace(/^.*\//, '')
}
