import { afterEach, expect, test } from 'vitest'
import { rememberLeaseLength } from './lease-length.ts'

afterEach(() => sessionStorage.clear())

test('no lease is granted before the server has said how long', () => {
  expect(rememberLeaseLength(sessionStorage).leaseMs.value).toBe(0)
})

test('what the server said is remembered, and a lease turned off stays off', () => {
  const length = rememberLeaseLength(sessionStorage)
  length.tell(72)
  expect(length.leaseMs.value).toBe(72 * 3_600_000)
  expect(rememberLeaseLength(sessionStorage).leaseMs.value).toBe(72 * 3_600_000)
  length.tell(0)
  expect(rememberLeaseLength(sessionStorage).leaseMs.value).toBe(0)
})
