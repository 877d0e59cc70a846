import type { BrowserContext, Page } from '@playwright/test'

/**
 * Makes the wall clock of a context's pages movable, as a person moves a computer's: `Date` shifts, and nothing else does
 * (neither timers nor `performance.now()`). To be called before the pages open.
 */
export async function allowClockShift(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const RealDate = Date
    const clock = { shiftMs: 0 }
    class ShiftedDate extends RealDate {
      constructor(...parts: [] | ConstructorParameters<typeof Date>) {
        if (parts.length === 0) super(RealDate.now() + clock.shiftMs)
        else super(...parts)
      }
      static override now() {
        return RealDate.now() + clock.shiftMs
      }
    }
    Object.assign(globalThis, { Date: ShiftedDate, etuiTestClock: clock })
  })
}

/** Moves the wall clock of one page by so many milliseconds from where it is. */
export async function shiftClock(page: Page, byMs: number): Promise<void> {
  await page.evaluate((ms) => {
    // Put there by allowClockShift.
    const { etuiTestClock } = globalThis as unknown as { etuiTestClock: { shiftMs: number } }
    etuiTestClock.shiftMs += ms
  }, byMs)
}

/** Sets the wall clock of every page of a context off by so many milliseconds, from its next opening on. */
export async function setClockOff(context: BrowserContext, byMs: number): Promise<void> {
  await context.addInitScript((ms) => {
    // Put there by allowClockShift, before this runs.
    const { etuiTestClock } = globalThis as unknown as { etuiTestClock: { shiftMs: number } }
    etuiTestClock.shiftMs += ms
  }, byMs)
}
