import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepScanner } from './keep-scanner.ts'
import { isScannerFile, scannerStore } from './scanner-store.ts'

/** Two files that this test's own server has. */
const [one, two] = [aFile('one'), aFile('two')]
const kept = async () => (await (await caches.open(scannerStore)).keys()).map(({ url }) => url)

function aFile(part: string): string {
  return `${location.origin}${new URL(import.meta.url).pathname}?${part}`
}

beforeEach(() => caches.delete(scannerStore))
afterEach(() => caches.delete(scannerStore))

/** The browser's own store, with nothing reachable beyond it. */
async function withoutNetwork() {
  const store = await caches.open(scannerStore)
  return {
    keys: () => store.keys(),
    delete: (url: string) => store.delete(url),
    addAll: async (urls: Iterable<unknown>) => {
      if ([...urls].length > 0) throw new TypeError('Failed to fetch')
    },
  } as Pick<Cache, 'keys' | 'addAll' | 'delete'> // takes text alone, which is all it is given
}

it('keeps the reader once, and then asks for nothing', async () => {
  expect(await keepScanner([one, two])).toBe(true)
  expect(await kept()).toEqual([one, two])
  expect(await keepScanner([one, two], withoutNetwork)).toBe(true)
})

it('says that it is missing where it cannot be had, and keeps no half of it', async () => {
  expect(await keepScanner([one, two], withoutNetwork)).toBe(false)
  expect(await keepScanner([one, 'http://127.0.0.1:9/none.js'])).toBe(false)
  expect(await kept()).toEqual([])
})

it('lets an older reader go once the newer is there', async () => {
  await keepScanner([one])
  expect(await keepScanner([two], withoutNetwork)).toBe(false)
  expect(await kept()).toEqual([one])
  expect(await keepScanner([two])).toBe(true)
  expect(await kept()).toEqual([two])
})

it('knows the reader’s files from all others', () => {
  const names = [
    '/assets/reader.worker-BxQz_1-a.js',
    '/assets/zxing_reader-Dk3fP0aa.wasm',
    '/assets/text-reader.worker-BxQz_1-a.js',
    '/assets/first-BxQz_1-a.js',
    '/api/assets/reader.worker-a.js',
  ]
  expect(names.filter(isScannerFile)).toEqual(names.slice(0, 2))
})
