import type { Page } from '@playwright/test'

/** What the ten digit keys of the top row give on a French host, by how a scanner and the host disagree. */
const rows = {
  /** the scanner thinks in QWERTY, the host in AZERTY, no shift */
  plain: 'à&é"\'(-è_ç',
  /** the same with Caps Lock on, on hosts that capitalise accents */
  capsLock: 'À&É"\'(-È_Ç',
  /** a Mac's French layout */
  mac: 'à&é"\'(§è!ç',
  /** a host as American as the scanner */
  qwerty: '0123456789',
} as const

export type AzertyState = keyof typeof rows

/** What the digits become when the host's layout is not the scanner's. */
export function azertyOf(digits: string, state: AzertyState): string {
  return [...digits].map((digit) => rows[state][Number(digit)] ?? '').join('')
}

/** How often the host asks the scanner for a key, milliseconds: full speed, and what old and cheap ones are asked. */
export type PollingMs = 1 | 8

/**
 * Types digits as a keyboard-wedge scanner does: each key goes down in one report of the bus and up in the next, without a
 * pause, ended by Enter, each bearing the character that the host made of it. The keys come from the browser's input, not
 * from a script of the page.
 */
export async function scanByWedge(
  page: Page,
  digits: string,
  state: AzertyState,
  pollingMs: PollingMs = 1,
): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const startedAt = Date.now() / 1000
  const keys = [...digits].map((digit) => {
    const text = azertyOf(digit, state)
    return { code: `Digit${digit}`, key: text, text }
  })
  keys.push({ code: 'Enter', key: 'Enter', text: '\r' })
  // Sent together, each with the time at which a scanner would have typed it: a busy machine is no slower scanner.
  await Promise.all(
    keys.flatMap((key, index) => {
      const down = startedAt + (2 * index * pollingMs) / 1000
      const { code, key: name } = key
      const up = { timestamp: down + pollingMs / 1000, code, key: name }
      return [
        session.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp: down, ...key }),
        session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...up }),
      ]
    }),
  )
  await session.detach()
}
