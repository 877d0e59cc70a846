import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { CounterApp } from '@etui/e2e/world/counter-app.ts'
import type { DemoServer } from '@etui/e2e/world/demo-server.ts'
import { makeHolderDevice } from '@etui/e2e/world/holder-device.ts'
import { issuePhones } from '@etui/e2e/world/issued-phones.ts'
import { readRows } from '@etui/e2e/world/rows.ts'
import { counterIdOf } from '@etui/e2e/world/taps.ts'
import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import { answerTap, findTap } from '@etui/shared/wire/tap.ts'
import { backToReady, milliseconds } from './scan-page.ts'

/**
 * A phone that taps at a counter: the milliseconds from the instant before its answer goes to the server to the task after
 * the frame that shows the verdict, by the counter's own clock. A professional starts thirty taps a minute at most.
 */
export async function tapper(
  demo: DemoServer,
  registryId: string,
): Promise<(counter: CounterApp) => Promise<number>> {
  const [phone] = await issuePhones(demo, [registryId])
  if (!phone) throw new TypeError('a phone was asked for')
  const device = makeHolderDevice(demo.hosts.card)
  await readRows(demo, async ({ database: { db, tables } }) => {
    const keys = {
      deviceThumbprint: device.thumbprint,
      mailboxKey: randomBytes(65),
      presentationKey: randomBytes(65),
      tokenHash: randomBytes(32),
    }
    await db.update(tables.phones).set(keys).where(eq(tables.phones.phoneId, phone.phoneId))
  })
  return async ({ page, say }) => {
    await backToReady(page, say('ready.title'))
    await page.keyboard.press('F7')
    await page.locator('.number b').waitFor()
    const counterId = await counterIdOf(page)
    const found = await device.call(findTap, { counterId })
    if (found.refusal) throw new Error(found.refusal)
    const { challenge } = found.body
    const frame = await phone.frameAt(Math.floor(Date.now() / 1000), fromBase64url(challenge))
    await page.getByText(say('tap.seen')).waitFor()
    await page.evaluate(() => performance.mark('answered'))
    const [answered, took] = await Promise.all([
      device.call(answerTap, { challenge, frame }),
      milliseconds(page, 'answered', say('verdicts.valid.title')),
    ])
    if (answered.refusal) throw new Error(answered.refusal)
    return took
  }
}
