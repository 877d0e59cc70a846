import { rmSync } from 'node:fs'
import { test as base, expect, type Page } from '@playwright/test'
import { openBrowser, type BrowserOptions, type RunningBrowser } from './browser.ts'
import { startDemoServer, type DemoServer, type DemoServerOptions } from './demo-server.ts'
import { foreignOf, watch, type Guards } from './guards.ts'
import { openOutside } from './outside.ts'
import { allowClockShift } from './page-clock.ts'

/** A browser of somebody, watched, with its first page. */
export interface Seat extends RunningBrowser {
  readonly page: Page
  readonly guards: Guards
}

interface Fixtures {
  /** how the demonstration of this test is started */
  readonly demoOptions: DemoServerOptions
  /** a demonstration of the test's own: nobody is activated in it, no counter has a name */
  readonly demo: DemoServer
  /** Opens a browser; all are closed, and judged, when the test ends. */
  readonly open: (options?: SeatOptions) => Promise<Seat>
}

export type SeatOptions = Omit<BrowserOptions, 'outside'> & {
  readonly viewport?: { readonly width: number; readonly height: number }
}

export const phoneSize = { width: 360, height: 740 } as const
export const deskSize = { width: 1280, height: 800 } as const

/** Both languages, both sizes; the longer language on the smaller screen, where words have the least room. */
export const walkSeats = [
  { language: 'fr', browserLanguage: 'fr-FR', viewport: phoneSize },
  { language: 'en', browserLanguage: 'en-GB', viewport: deskSize },
] as const

export const test = base.extend<Fixtures>({
  demoOptions: [{}, { option: true }],
  demo: async ({ demoOptions }, use, info) => {
    const demo = await startDemoServer(demoOptions)
    await use(demo)
    if (info.status !== info.expectedStatus) {
      await info.attach('server.log', { body: demo.log(), contentType: 'text/plain' })
    }
    await demo.remove()
  },
  open: async ({ demo }, use) => {
    const outside = await openOutside()
    const seats: Seat[] = []
    await use(async ({ viewport = phoneSize, ...options } = {}) => {
      const running = await openBrowser({ ...options, outside: outside.address })
      running.context.setDefaultTimeout(15_000)
      const guards = await watch(running.context, demo.hosts)
      await allowClockShift(running.context)
      const page = running.context.pages()[0] ?? (await running.context.newPage())
      await page.setViewportSize(viewport)
      const seat = { ...running, page, guards }
      seats.push(seat)
      return seat
    })
    for (const seat of seats) await seat.close()
    for (const { profile } of seats) rmSync(profile, { recursive: true, force: true })
    outside.close()
    expect(seats.flatMap((seat) => seat.guards.faults)).toEqual([])
    expect(foreignOf(outside.takeAsked()), 'asked of the outside').toEqual([])
  },
})

export { expect } from '@playwright/test'
