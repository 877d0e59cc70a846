import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import type { CardClaims } from '@etui/shared/card/card.ts'
import { signCard } from '@etui/shared/card/write-card.ts'
import { keyIdOf } from '@etui/shared/cose/thumbprint.ts'
import { compressPoint } from '@etui/shared/presentation/sealed-body.ts'
import { createNodeCryptography, signerOf } from '@etui/server/presentation/platform-node.ts'

export interface KeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  /** uncompressed point, 65 bytes */
  readonly point: Bytes
}

export function makeKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    privateKey,
    publicKey,
    point: new Uint8Array(publicKey.export({ format: 'raw-public' })),
  }
}

export interface SpecimenCard {
  readonly issuer: KeyPair
  readonly holder: KeyPair
  readonly keyId: Bytes
  readonly claims: CardClaims
  readonly credential: Bytes
}

/** A card of an invented person, signed by a key made for this run. */
export async function makeSpecimenCard(now: number): Promise<SpecimenCard> {
  const issuer = makeKeyPair()
  const holder = makeKeyPair()
  const { sha256 } = createNodeCryptography()
  const keyId = await keyIdOf(issuer.point, sha256)
  const claims: CardClaims = {
    issuer: 'https://carte.example',
    issuedAt: now - 3600,
    expiresAt: now + 30 * 86_400,
    holderKey: compressPoint(holder.point),
    status: { index: 612_345, uri: 'https://carte.example/s/17' },
    cardClass: 'demonstration',
    content: {
      nir: '284195751150059',
      familyName: 'AUBERTIN',
      givenNames: 'CLAIRE',
      birthDate: 19_840_312,
      birthRank: 1,
      regime: 17_510_000,
      managementCode: 10,
      coverage: 5,
    },
  }
  const credential = await signCard(claims, keyId, signerOf(issuer.privateKey))
  return { issuer, holder, keyId, claims, credential }
}
