import { createCaller, type Caller } from '../http/call.ts'
import type { SecretGuard } from '../http/secret-guard.ts'
import type { PhoneDatabase } from '../vault/phone-database.ts'
import { proveByDevice } from './device-prover.ts'
import type { Clock } from './phone-state.ts'

/** Calls of this phone, each proven by its device key. */
export function createPhoneCaller(needs: {
  readonly database: PhoneDatabase
  readonly clock: Clock
  readonly guard: SecretGuard
  readonly origin: string
  readonly fetch: typeof fetch
}): Caller {
  const { fetch, origin, guard } = needs
  return createCaller({ fetch, origin, guard, prove: proveByDevice(needs) })
}
