import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { leaseMs } from '@etui/shared/enrolment/check.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { type Lease, useLease } from './use-lease.ts'

let scope: EffectScope

beforeEach(() => {
  vi.useFakeTimers({ now: 1_795_309_200_000 })
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

it('renews by a key or a press once half of it has passed, and not before', async () => {
  const { lease, renewals } = open()
  await vi.advanceTimersByTimeAsync(leaseMs / 2 - 1_000)
  press()
  expect(renewals()).toBe(0)
  await vi.advanceTimersByTimeAsync(2_000)
  press()
  await vi.advanceTimersByTimeAsync(0)
  expect(renewals()).toBe(1)
  expect(lease.endsAt.value).toBe(Date.now() + leaseMs)
})

it('goes back to the queue from under an agent who went away, saying so three minutes before', async () => {
  const { lease, renewals } = open()
  await vi.advanceTimersByTimeAsync(leaseMs - 3 * 60_000 - 1_000)
  expect(lease.isEnding.value).toBe(false)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(lease.isEnding.value).toBe(true)
  expect(lease.lost.value).toBeUndefined()
  await vi.advanceTimersByTimeAsync(3 * 60_000)
  expect(lease.lost.value).toBe('case-not-held')
  expect(renewals()).toBe(0)
})

it('is lost as soon as the server says so, for the reason it gives', async () => {
  const { lease } = open(() => Promise.reject(new Refusal('case-decided')))
  await lease.renew()
  expect(lease.lost.value).toBe('case-decided')
})

it('goes on to its end without network', async () => {
  const { lease } = open(() => Promise.reject(new Refusal('network-down')))
  await lease.renew()
  expect(lease.lost.value).toBeUndefined()
})

it('ends with its screen', async () => {
  const { renewals } = open()
  scope.stop()
  await vi.advanceTimersByTimeAsync(leaseMs - 1_000)
  press()
  expect(renewals()).toBe(0)
})

function open(renew?: () => Promise<number>): { lease: Lease; renewals(): number } {
  let count = 0
  const needs = {
    endsAt: Date.now() + leaseMs,
    now: Date.now,
    renew:
      renew ??
      (() => {
        count += 1
        return Promise.resolve(Date.now() + leaseMs)
      }),
  }
  const lease = scope.run(() => useLease(needs))
  if (!lease) throw new TypeError('the scope has ended')
  return { lease, renewals: () => count }
}

function press(): void {
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k' }))
}
