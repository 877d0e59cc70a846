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
  // One transaction: what is found was there at one moment, and the first screen waits for one.
  const read = database.transaction(['device', 'phone', 'wraps', 'records'], 'readonly')
  const [device, phone, wraps, keys] = await Promise.all([
    read.objectStore('device').get('device'),
    read.objectStore('phone').get('phone'),
    read.objectStore('wraps').count(),
    read.objectStore('records').count(),
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
