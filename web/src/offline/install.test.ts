import { describe, expect, it } from 'vitest'
import { watchInstall } from './install.ts'

interface Machine {
  readonly userAgent?: string
  readonly maxTouchPoints?: number
  /** Safari's own word for an app on the home screen */
  readonly standalone?: boolean
  readonly isApp?: boolean
}

const agents = {
  android: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/142.0.0.0 Mobile Safari/537.36',
  iphone: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1',
  mac: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.1 Safari/605.1.15',
}

/** As much of a window as is looked at, on another machine. */
class Page extends EventTarget {
  readonly navigator: Omit<Machine, 'isApp'>
  readonly #isApp: boolean

  constructor({ isApp = false, ...navigator }: Machine) {
    super()
    this.navigator = { userAgent: agents.android, maxTouchPoints: 5, ...navigator }
    this.#isApp = isApp
  }

  matchMedia(query: string): { matches: boolean } {
    return { matches: query === '(display-mode: standalone)' && this.#isApp }
  }
}

function open(machine: Machine = {}) {
  const page = new Page(machine)
  // A Page has what is asked of a window and no more.
  return { page, installing: watchInstall(page as unknown as Window) }
}

/** The browser's offer, and what the person will answer. */
class Offer extends Event {
  shown = 0
  readonly userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }>

  constructor(outcome: 'accepted' | 'dismissed') {
    super('beforeinstallprompt', { cancelable: true })
    this.userChoice = Promise.resolve({ outcome })
  }

  async prompt(): Promise<void> {
    this.shown += 1
  }
}

describe('the way to the home screen', () => {
  it.each<[string, Machine, string]>([
    ['the share sheet of an iPhone', { userAgent: agents.iphone }, 'iphone'],
    [
      'that of an iPad, which calls itself a Macintosh',
      { userAgent: agents.mac, maxTouchPoints: 5 },
      'iphone',
    ],
    ['the menu on a Macintosh', { userAgent: agents.mac, maxTouchPoints: 0 }, 'menu'],
    ['the menu where the browser has not offered', {}, 'menu'],
    ['none in an app', { isApp: true }, 'installed'],
    ['none in an app on an iPhone', { userAgent: agents.iphone, standalone: true }, 'installed'],
    [
      'the share sheet in Safari on an iPhone',
      { userAgent: agents.iphone, standalone: false },
      'iphone',
    ],
  ])('is %s', (_, machine, way) => {
    expect(open(machine).installing.way.value).toBe(way)
  })
})

describe('the browser’s offer', () => {
  it('is held back, and shown once when asked for', async () => {
    const { page, installing } = open()
    const offer = new Offer('accepted')
    page.dispatchEvent(offer)
    expect(offer.defaultPrevented).toBe(true)
    expect([installing.way.value, offer.shown]).toEqual(['prompt', 0])
    expect(await installing.ask()).toBe(true)
    expect(await installing.ask()).toBe(false)
    expect(offer.shown).toBe(1)
    page.dispatchEvent(new Event('appinstalled'))
    expect(installing.way.value).toBe('installed')
  })

  it('that is turned down leaves the menu', async () => {
    const { page, installing } = open()
    page.dispatchEvent(new Offer('dismissed'))
    expect(await installing.ask()).toBe(false)
    expect(installing.way.value).toBe('menu')
  })

  it('cannot be asked for before it came', async () => {
    const { installing } = open()
    expect(await installing.ask()).toBe(false)
    expect(installing.way.value).toBe('menu')
  })
})
