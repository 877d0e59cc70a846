import { Refusal } from '@etui/shared/refusal.ts'
import type { AskedProof } from '../http/call.ts'
import { signProof } from '../http/proof.ts'
import type { PhoneDatabase } from '../vault/phone-database.ts'
import { correctedClock, type Clock } from './phone-state.ts'

/**
 * Signs for one request by this phone's device key, dated by the server's clock as its last answer told it, before the first
 * one as it was last measured. Refuses with `vault-lost` where there is no key any more.
 */
export function proveByDevice(needs: {
  readonly database: PhoneDatabase
  readonly clock: Clock
}): (asked: AskedProof) => Promise<string> {
  const { database, clock } = needs
  return async ({ htm, htu, nonce, serverNow }) => {
    const [device, phone] = await Promise.all([
      database.get('device', 'device'),
      database.get('phone', 'phone'),
    ])
    if (device === undefined) throw new Refusal('vault-lost')
    const iat = Math.floor((serverNow ?? correctedClock(phone ?? null, clock)) / 1000)
    return signProof(device, { htm, htu, nonce, iat })
  }
}
