import { expect, onTestFinished, test } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import type { HolderPhoneNeeds } from '../phone/holder-phone.ts'
import { useUnlock } from './use-unlock.ts'

const noLease = shallowRef(null)
// A phone that holds no keys is refused before anything else of it is needed.
const needs = { database: { get: async () => undefined } } as unknown as HolderPhoneNeeds

test('a refusal is told once the pad takes keys again, not while the disk is being read', async () => {
  const read = Promise.withResolvers<void>()
  const reading = Promise.withResolvers<void>()
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const unlock = scope.run(() =>
    useUnlock(
      {
        lease: noLease,
        needs,
        now: () => 0,
        take: () => Promise.reject(new TypeError('nothing was opened')),
        read: () => (reading.resolve(), read.promise),
      },
      () => true,
    ),
  )
  const done = unlock?.byCode('715284')
  await reading.promise
  expect([unlock?.isBusy.value, unlock?.refusal.value]).toEqual([true, null])
  read.resolve()
  await done
  expect([unlock?.isBusy.value, unlock?.refusal.value?.code]).toEqual([false, 'vault-lost'])
})
