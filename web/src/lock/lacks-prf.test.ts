import { expect, test } from 'vitest'
import { drawBytes } from '../vault/draw-bytes.ts'
import { lacksPrf } from './lacks-prf.ts'

const passkey = (hasPrf: boolean | null) => ({
  credentialId: 'key-1',
  transports: [],
  hasPrf,
  prfSalt: drawBytes(32),
  hkdfSalt: drawBytes(32),
})

test.each([
  ['a passkey that gave none', passkey(false), true, true],
  ['a passkey that gave one', passkey(true), true, false],
  ['a passkey that has not told yet', passkey(null), true, false],
  ['no passkey, and none to be had', null, false, true],
  ['no passkey, because the holder wanted none', null, true, false],
] as const)('knows whether PRF is lacking: %s', async (_, own, hasPlatformPasskey, isLacking) => {
  expect(await lacksPrf({ passkey: own }, async () => hasPlatformPasskey)).toBe(isLacking)
})
