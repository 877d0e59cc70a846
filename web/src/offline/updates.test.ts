import { beforeEach, describe, expect, it } from 'vitest'
import { onScreenLock, watchUpdates } from './updates.ts'
import type { Updates } from './updates.ts'

/** As much of the browser's side as a page sees: a registration whose newer worker waits, and who is in charge. */
class Container extends EventTarget {
  controller: object | null = {}
}

let container: Container
let posted: unknown[]
let reloads: number

beforeEach(() => {
  container = new Container()
  posted = []
  reloads = 0
})

async function openPage(): Promise<Updates> {
  const waiting = { postMessage: (message: unknown) => posted.push(message) }
  const registration = Object.assign(new EventTarget(), { waiting, installing: null })
  const updates = watchUpdates({
    // These stand-ins have what is asked of them and no more.
    container: container as unknown as ServiceWorkerContainer,
    register: async () => registration as unknown as ServiceWorkerRegistration,
    reload: () => (reloads += 1),
    locks: navigator.locks,
    retryMs: 20,
  })
  await Promise.resolve()
  return updates
}

function changeController(): void {
  container.dispatchEvent(new Event('controllerchange'))
}

describe('updates of the page', () => {
  it('tells of a newer version and does not take it by itself', async () => {
    const updates = await openPage()
    expect(updates.isReady.value).toBe(true)
    expect(posted).toEqual([])
  })

  it('takes it when asked, and reloads once it is in charge', async () => {
    const updates = await openPage()
    updates.applyUpdate()
    await expect.poll(() => posted).toEqual([{ type: 'SKIP_WAITING' }])
    expect(reloads).toBe(0)
    changeController()
    expect(reloads).toBe(1)
  })

  it('asks for nothing while a card is on screen, and then does', async () => {
    const updates = await openPage()
    const letGo = updates.holdUpdates()
    updates.applyUpdate()
    expect(posted).toEqual([])
    letGo()
    await expect.poll(() => posted).toEqual([{ type: 'SKIP_WAITING' }])
  })

  it('asks for nothing while another tab shows a card, and then does', async () => {
    const updates = await openPage()
    const { promise: closed, resolve: close } = Promise.withResolvers<void>()
    const shown = Promise.withResolvers<void>()
    void navigator.locks.request(onScreenLock, { mode: 'shared' }, () => {
      shown.resolve()
      return closed
    })
    await shown.promise
    updates.applyUpdate()
    await new Promise((done) => setTimeout(done, 100))
    expect(posted).toEqual([])
    close()
    await expect.poll(() => posted).toEqual([{ type: 'SKIP_WAITING' }])
  })

  it('does not reload under a card when another tab let the newer version in', async () => {
    const updates = await openPage()
    const first = updates.holdUpdates()
    const second = updates.holdUpdates()
    changeController()
    first()
    first()
    expect(reloads).toBe(0)
    second()
    await expect.poll(() => reloads).toBe(1)
  })

  it('does not reload when the first worker of all takes charge', async () => {
    container.controller = null
    await openPage()
    changeController()
    expect(reloads).toBe(0)
  })
})
