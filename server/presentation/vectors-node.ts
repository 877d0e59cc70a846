import { createECDH } from 'node:crypto'
import type { VectorPlatform } from '@etui/shared/vectors/vector-file.ts'
import { createNodeCryptography, ephemeralOf, importPrivateKey, openerOf } from './platform-node.ts'

/** node:crypto and node:zlib under test against the published vectors. */
export function createNodeVectorPlatform(): VectorPlatform {
  return {
    cryptography: createNodeCryptography(),
    opener: (secret, publicKey) => openerOf(importPrivateKey({ secret, publicKey })),
    ephemeral: (secret) => {
      const ecdh = createECDH('prime256v1')
      ecdh.setPrivateKey(secret)
      const publicKey = new Uint8Array(ecdh.getPublicKey())
      return ephemeralOf(importPrivateKey({ secret, publicKey }), publicKey)
    },
  }
}
