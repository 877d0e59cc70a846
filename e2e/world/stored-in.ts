import type { Page } from '@playwright/test'

/** How many records a database of the page's origin holds, by store. */
export function storedIn(page: Page, name: string): Promise<Record<string, number>> {
  return page.evaluate(async (database) => {
    const opened = await new Promise<IDBDatabase>((done, fail) => {
      const opening = indexedDB.open(database)
      opening.addEventListener('success', () => done(opening.result))
      opening.addEventListener('error', () => fail(opening.error))
    })
    const counts: Record<string, number> = {}
    for (const store of opened.objectStoreNames) {
      counts[store] = await new Promise<number>((done, fail) => {
        const counting = opened.transaction(store).objectStore(store).count()
        counting.addEventListener('success', () => done(counting.result))
        counting.addEventListener('error', () => fail(counting.error))
      })
    }
    opened.close()
    return counts
  }, name)
}
