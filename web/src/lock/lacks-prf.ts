import type { Device } from '../vault/device-keys.ts'

/**
 * Whether it is known that this phone cannot open its vault without network: its passkey went through a ceremony and gave no
 * PRF, or there is none and the phone could make none. A holder who did not want a passkey is not a phone without PRF.
 */
export async function lacksPrf(
  { passkey }: Pick<Device, 'passkey'>,
  hasPlatformPasskey: () => Promise<boolean>,
): Promise<boolean> {
  return passkey === null ? !(await hasPlatformPasskey()) : passkey.hasPrf === false
}
