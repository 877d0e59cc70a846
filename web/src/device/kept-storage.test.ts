import { expect, test } from 'vitest'
import { askToKeep } from './kept-storage.ts'

/** As much of a StorageManager as is asked: what it holds to be so, and what it answers when asked. */
function storage(persisted: boolean, persist: () => Promise<boolean>) {
  let asked = 0
  const manager = {
    persisted: async () => persisted,
    persist: () => {
      asked += 1
      return persist()
    },
  }
  // No more of it is called.
  return { manager: manager as unknown as StorageManager, asked: () => asked }
}

test('a browser that says yes keeps', async () => {
  expect(await askToKeep(storage(false, async () => true).manager)).toBe('kept')
})

test('one that keeps already is not asked again', async () => {
  const { manager, asked } = storage(true, async () => false)
  expect(await askToKeep(manager)).toBe('kept')
  expect(asked()).toBe(0)
})

test('one that says no may clear', async () => {
  expect(await askToKeep(storage(false, async () => false).manager)).toBe('may-be-cleared')
})

test('nothing is known of one that fails, or cannot be asked', async () => {
  const failing = storage(false, () => Promise.reject(new DOMException('no', 'SecurityError')))
  expect(await askToKeep(failing.manager)).toBe('unknown')
  // Older browsers have the object without the question.
  expect(await askToKeep({} as StorageManager)).toBe('unknown')
})
