import { Refusal } from '@etui/shared/refusal.ts'
import { createCaller, type Caller } from '../http/call.ts'
import { signProof } from '../http/proof.ts'
import type { SecretGuard } from '../http/secret-guard.ts'
import type { PhoneDatabase } from '../vault/phone-database.ts'
import { correctedClock, type Clock } from './phone-state.ts'

/** Calls of this phone, each proven by its device key, dated by the server's clock as its last answer told it, before
 * the first one as it was last measured. */
export function createPhoneCaller(needs: {
  readonly database: PhoneDatabase
  readonly clock: Clock
  readonly guard: SecretGuard
  readonly origin: string
  readonly fetch: typeof fetch
}): Caller {
  const { database, clock } = needs
  return createCaller({
    fetch: needs.fetch,
    origin: needs.origin,
    guard: needs.guard,
    async prove({ htm, htu, nonce, serverNow }) {
      const [device, phone] = await Promise.all([
        database.get('device', 'device'),
        database.get('phone', 'phone'),
      ])
      if (device === undefined) throw new Refusal('vault-lost')
      const iat = Math.floor((serverNow ?? correctedClock(phone ?? null, clock)) / 1000)
      return signProof(device, { htm, htu, nonce, iat })
    },
  })
}
