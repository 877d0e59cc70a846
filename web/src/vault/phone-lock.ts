/** The name all tabs and the service worker agree on. */
const lockName = 'etui-phone'

export type PhoneLock = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Runs work while no other tab and no service worker of this phone runs any: two tabs are one phone. Not reentrant: work
 * must not ask for it again.
 */
export function createPhoneLock(locks: LockManager = navigator.locks, name = lockName): PhoneLock {
  return async (work) => locks.request(name, work)
}
