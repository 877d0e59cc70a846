import type { Device } from '../vault/device-keys.ts'
import type { PhoneDatabase } from '../vault/phone-database.ts'
import type { HeldMarker } from './held-marker.ts'
import type { PhoneState } from './phone-state.ts'

/**
 * Where this phone stands when it is opened. `activating`: a device key, and no card yet. `lost`: there was a card, and
 * what opens it is gone.
 */
export type Standing = 'absent' | 'activating' | 'holding' | 'suspended' | 'ended' | 'lost'

export interface Opening {
  readonly standing: Standing
  readonly device: Device | null
  readonly phone: PhoneState | null
}

export async function readStanding(database: PhoneDatabase, marker: HeldMarker): Promise<Opening> {
  const [device, phone, wraps, keys] = await Promise.all([
    database.get('device', 'device'),
    database.get('phone', 'phone'),
    database.count('wraps'),
    database.count('records'),
  ])
  const found = { device: device ?? null, phone: phone ?? null }
  const standing = judge(found, wraps > 0 && keys > 0, marker.isSet())
  return { standing, ...found }
}

function judge(
  { device, phone }: Omit<Opening, 'standing'>,
  hasVault: boolean,
  wasHeld: boolean,
): Standing {
  if (phone?.standing === 'ended') return 'ended'
  if (phone === null || phone.standing === 'activating') {
    if (device !== null) return 'activating'
    return wasHeld ? 'lost' : 'absent'
  }
  if (device === null || !hasVault) return 'lost'
  return phone.standing === 'suspended' ? 'suspended' : 'holding'
}
