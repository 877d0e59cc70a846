import { afterEach, beforeEach, expect, test } from 'vitest'
import { effectScope, nextTick, shallowRef, type EffectScope, type Ref } from 'vue'
import { drawBytes } from '../vault/draw-bytes.ts'
import type { OpenCase } from './holder-phone.ts'
import { activatingPhone, type PhoneState } from './phone-state.ts'
import type { Standing } from './read-standing.ts'
import { useRefreshing } from './use-refreshing.ts'

const dueAt = 2_000
let now: number
let refreshes: number
let scope: EffectScope
let phone: ReturnType<typeof shallowRef<PhoneState | null>>
let page: EventTarget & { visibilityState: DocumentVisibilityState }
let open: ReturnType<typeof shallowRef<OpenCase | null>>
const isOnline = shallowRef(true)

beforeEach(() => {
  now = dueAt - 1
  refreshes = 0
  isOnline.value = true
  open = shallowRef<OpenCase | null>(null)
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' as const })
  scope = effectScope()
  phone = shallowRef<PhoneState | null>({
    ...activatingPhone(drawBytes(32)),
    standing: 'active',
    nextRefreshAt: dueAt,
  })
  scope.run(() =>
    useRefreshing(
      {
        standing: shallowRef<Standing>('holding'),
        phone: phone as Ref<PhoneState | null>,
        // Nothing but its being there counts here.
        open: open as never,
        now: () => now,
        refresh: async () => void (refreshes += 1),
      },
      isOnline,
      // No more of a document is asked for.
      page as unknown as Document,
    ),
  )
})
afterEach(() => scope.stop())

async function show(): Promise<number> {
  page.dispatchEvent(new Event('visibilitychange'))
  await nextTick()
  return refreshes
}

test('refreshes at the opening of the app, and when the network comes back', async () => {
  expect(refreshes).toBe(1)
  isOnline.value = false
  await nextTick()
  expect(refreshes).toBe(1)
  isOnline.value = true
  await nextTick()
  expect(refreshes).toBe(2)
})

test('refreshes when the page shows again, once it is time', async () => {
  await nextTick()
  expect(await show()).toBe(1)
  now = dueAt
  expect(await show()).toBe(2)
  page.visibilityState = 'hidden'
  expect(await show()).toBe(2)
})

test('refreshes when the case is opened, once it is time', async () => {
  await nextTick()
  now = dueAt
  open.value = {} as OpenCase
  await nextTick()
  expect(refreshes).toBe(2)
})

test('refreshes at once when the letter that was taken says there is more', async () => {
  await nextTick()
  open.value = {} as OpenCase
  await nextTick()
  expect(refreshes).toBe(1)
  phone.value = { ...activatingPhone(drawBytes(32)), standing: 'active', nextRefreshAt: 0 }
  await nextTick()
  expect(refreshes).toBe(2)
})
