import { expect, onTestFinished, test } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { OpenCase } from './holder-phone.ts'
import { useNews } from './use-news.ts'

/** A locked phone's page, which follows nothing and only looks at the network. */
function locked(isThere: boolean) {
  const isOnline = shallowRef(isThere)
  let asked = 0
  let fetched = 0
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const holder = {
    open: shallowRef<OpenCase | null>(null),
    refresh: async () => undefined,
    // Nothing of it is looked at while the case is closed.
    needs: undefined as never,
  }
  scope.run(() =>
    useNews(holder, isOnline, document, {
      origin: 'https://carte.example',
      fetch: async () => {
        fetched += 1
        return Response.error()
      },
      askForReturn: async () => void (asked += 1),
    }),
  )
  const goes = async (isNowThere: boolean) => {
    isOnline.value = isNowThere
    await nextTick()
  }
  return { goes, asked: () => asked, fetched: () => fetched }
}

test('asks to be woken each time the network is lost, and at no other time', async () => {
  const { goes, asked, fetched } = locked(true)
  expect(asked()).toBe(0)
  await goes(false)
  expect(asked()).toBe(1)
  await goes(true)
  expect(asked()).toBe(1)
  await goes(false)
  expect(asked()).toBe(2)
  expect(fetched()).toBe(0)
})

test('asks at once where there is no network from the start', () => {
  expect(locked(false).asked()).toBe(1)
})
