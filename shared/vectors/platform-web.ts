import { p256 } from '@noble/curves/nist.js'
import { ephemeralOf, importAgreementKey, webSealing } from '../presentation/platform-web.ts'
import { openerOf, webReading } from '../presentation/platform-web-reading.ts'
import type { VectorPlatform } from './vector-file.ts'

/** WebCrypto under test, in a browser and in Node. */
export const webVectorPlatform: VectorPlatform = {
  cryptography: { ...webSealing, ...webReading },
  opener: async (secret, publicKey) =>
    openerOf(await importAgreementKey({ secret, publicKey }), publicKey),
  ephemeral: async (secret) => {
    const publicKey = new Uint8Array(p256.getPublicKey(secret, false))
    return ephemeralOf(await importAgreementKey({ secret, publicKey }), publicKey)
  },
}
