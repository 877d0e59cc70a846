import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { fromBase64url } from '@etui/shared/bytes/base64url.ts'
import { drawBytes } from '../vault/draw-bytes.ts'
import { drawDevice } from '../vault/device-keys.ts'
import {
  deletePhoneDatabase,
  openPhoneDatabase,
  writePhone,
  type PhoneDatabase,
} from '../vault/phone-database.ts'
import { refreshInBackground } from './background-refresh.ts'
import { askForBackgroundRefresh, askForRefreshOnReturn } from './background-sync.ts'
import { activatingPhone } from './phone-state.ts'
import { pretendServer, type PretendServer } from './pretend-server.ts'

let name: string
let database: PhoneDatabase
let server: PretendServer
let token: Bytes
let worker: PretendWorker

beforeEach(async () => {
  name = `phone-${crypto.randomUUID()}`
  database = await openPhoneDatabase(name)
  token = drawBytes(32)
  server = await pretendServer(token, () => Date.now())
  const device = await drawDevice()
  await writePhone(database, async (write) => {
    await write.objectStore('device').put(device, 'device')
    await write.objectStore('phone').put({ ...activatingPhone(token), standing: 'active' }, 'phone')
  })
  worker = new PretendWorker(server.fetch)
  refreshInBackground(worker, name)
})

afterEach(async () => {
  database.close()
  await deletePhoneDatabase(name)
})

/** A sync event as a service worker gets it: its life is extended only while it is being told. */
class PretendSync extends Event {
  readonly tag: string
  readonly works: Promise<unknown>[] = []

  constructor(type: string, tag: string) {
    super(type)
    this.tag = tag
  }

  waitUntil(work: Promise<unknown>): void {
    const isTold = this.eventPhase !== Event.NONE
    if (!isTold) throw new DOMException('the event is over', 'InvalidStateError')
    this.works.push(work)
  }
}

/** The scope that listens, and the two managers a page asks: a browser wakes the one under the tag the other was asked by. */
class PretendWorker extends EventTarget {
  readonly navigator = navigator
  readonly location = { origin: 'https://carte.example' }
  readonly asked: { readonly type: string; readonly tag: string; readonly least?: number }[] = []
  refusal: DOMException | null = null
  readonly #fetch: typeof fetch

  constructor(fetching: typeof fetch) {
    super()
    this.#fetch = fetching
  }

  get fetch(): typeof fetch {
    return this.#fetch
  }

  /** What `navigator.serviceWorker` is to a page under a worker with these managers. */
  container(managers: readonly ('sync' | 'periodicSync')[]): ServiceWorkerContainer {
    const ready = {
      ...(managers.includes('sync') && {
        sync: { register: async (tag: string) => this.#ask({ type: 'sync', tag }) },
      }),
      ...(managers.includes('periodicSync') && {
        periodicSync: {
          register: async (tag: string, { minInterval }: { minInterval: number }) =>
            this.#ask({ type: 'periodicsync', tag, least: minInterval }),
        },
      }),
    }
    // No more of a container is asked for.
    return {
      controller: {},
      ready: Promise.resolve(ready),
    } as unknown as ServiceWorkerContainer
  }

  #ask(asked: { readonly type: string; readonly tag: string; readonly least?: number }): void {
    if (this.refusal) throw this.refusal
    this.asked.push(asked)
  }

  /** Wakes the worker for everything it was asked for; whether it is to be woken again. */
  async wake(): Promise<'done' | 'again' | 'ignored'> {
    const works = this.asked.flatMap(({ type, tag }) => this.tell(type, tag))
    if (works.length === 0) return 'ignored'
    const ends = await Promise.allSettled(works)
    return ends.every(({ status }) => status === 'fulfilled') ? 'done' : 'again'
  }

  tell(type: string, tag: string): readonly Promise<unknown>[] {
    const event = new PretendSync(type, tag)
    this.dispatchEvent(event)
    return event.works
  }
}

const everything = ['sync', 'periodicSync'] as const

test('a phone that lost the network is refreshed as soon as it is back, its vault locked', async () => {
  expect(await askForRefreshOnReturn(worker.container(everything))).toBe(true)
  expect(await worker.wake()).toBe('done')
  expect(server.accepted).toBe(1)
  const phone = await database.get('phone', 'phone')
  expect(phone?.token).not.toEqual(token)
  expect(phone?.nextToken).toBeNull()
  expect((await database.get('letters', 'last'))?.sealed).toEqual(fromBase64url(server.letter))
})

test('a phone nobody opens is refreshed about twice a day', async () => {
  expect(await askForBackgroundRefresh(worker.container(everything))).toBe(true)
  expect(worker.asked).toEqual([
    { type: 'periodicsync', tag: expect.any(String), least: 12 * 3_600_000 },
  ])
  expect(await worker.wake()).toBe('done')
  expect(await worker.wake()).toBe('done')
  expect(server.accepted).toBe(2)
})

test('two wakings at once are one phone', async () => {
  await askForRefreshOnReturn(worker.container(everything))
  await askForBackgroundRefresh(worker.container(everything))
  expect(await worker.wake()).toBe('done')
  expect(server.accepted).toBe(2)
  expect(server.state).toBe('rotating')
})

test('is not woken by what something else was asked under', async () => {
  expect(worker.tell('sync', 'other')).toEqual([])
  expect(worker.tell('periodicsync', 'other')).toEqual([])
  expect(server.requests).toBe(0)
})

test('fails where the network is gone again, so that the browser tries later', async () => {
  const offline = new PretendWorker(() => Promise.reject(new TypeError('Failed to fetch')))
  refreshInBackground(offline, name)
  await askForRefreshOnReturn(offline.container(everything))
  expect(await offline.wake()).toBe('again')
  await askForRefreshOnReturn(worker.container(everything))
  expect(await worker.wake()).toBe('done')
  expect(server.state).toBe('rotating')
})

test('notes what was refused, erases what a final refusal ends, and asks for nothing more', async () => {
  server.refuseWith('phone-ended')
  await askForRefreshOnReturn(worker.container(everything))
  expect(await worker.wake()).toBe('done')
  expect((await database.get('phone', 'phone'))?.standing).toBe('ended')
  expect(await database.get('device', 'device')).toBeUndefined()
  const { requests } = server
  expect(await worker.wake()).toBe('done')
  expect(server.requests).toBe(requests)
})

test('without a card there is nothing to refresh, and nothing fails', async () => {
  await writePhone(database, (write) => write.objectStore('phone').clear())
  await askForRefreshOnReturn(worker.container(everything))
  expect(await worker.wake()).toBe('done')
  expect(server.requests).toBe(0)
})

test('says where a browser will not: no such manager, no permission, no worker yet', async () => {
  const none = worker.container([])
  expect(await askForRefreshOnReturn(none)).toBe(false)
  expect(await askForBackgroundRefresh(none)).toBe(false)
  worker.refusal = new DOMException('Permission denied.', 'NotAllowedError')
  expect(await askForRefreshOnReturn(worker.container(everything))).toBe(false)
  expect(await askForBackgroundRefresh(worker.container(everything))).toBe(false)
  // No more of a container is asked for.
  const unruled = { controller: null } as unknown as ServiceWorkerContainer
  expect(await askForRefreshOnReturn(unruled)).toBe(false)
  expect(await askForBackgroundRefresh(unruled)).toBe(false)
  expect(worker.asked).toEqual([])
})
