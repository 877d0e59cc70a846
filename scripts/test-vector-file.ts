import { randomBytes } from 'node:crypto'
import { createNodeVectorPlatform } from '../server/presentation/vectors-node.ts'
import type { Bytes } from '../shared/bytes/bytes.ts'
import { toHex } from '../shared/bytes/hex.ts'
import type { CardClaims } from '../shared/card/card.ts'
import { signCard } from '../shared/card/write-card.ts'
import { encodeSign1, sigStructure, signSign1 } from '../shared/cose/sign1.ts'
import { keyIdOf } from '../shared/cose/thumbprint.ts'
import { DICTIONARY_1 } from '../shared/presentation/dictionary.ts'
import { encodeFrame } from '../shared/presentation/frame.ts'
import { padPacked } from '../shared/presentation/padding.ts'
import {
  encodeProofClaims,
  encodeProofHeader,
  encodeReferenceHeader,
} from '../shared/presentation/proof.ts'
import {
  compressPoint,
  encodeSealedBody,
  sealedBodyAad,
} from '../shared/presentation/sealed-body.ts'
import { type InventedKey, inventKey } from '../shared/vectors/invented.ts'
import type { VectorFile } from '../shared/vectors/vector-file.ts'

const origin = 'https://etui.caisse.example'
const now = 1_830_000_000
const groupKeyId = 60_001
const counterId = 'Zz9-_aB3'

/** A vectors file of nobody's: keys drawn now, another origin, counter, group number, person and instant than the published one. */
export async function inventVectorFile(): Promise<VectorFile> {
  const [issuer, holder, group] = [await inventKey(), await inventKey(), await inventKey()]
  const { cryptography } = createNodeVectorPlatform()
  const keyId = await keyIdOf(issuer.publicKey, cryptography.sha256)
  const card = claimsOf(compressPoint(holder.publicKey))
  const credential = await signCard(card, keyId, issuer.sign)
  const reference = new Uint8Array(randomBytes(8))
  const payload = encodeProofClaims({ audience: 'ps', issuedAt: now, unlockedBy: 2 })
  const ofCard = await signSign1(encodeProofHeader(credential), payload, holder.sign)
  const ofReference = await signSign1(encodeReferenceHeader(reference), payload, holder.sign)
  const whole = await layersOf(encodeSign1(ofCard), 'card', group)
  const short = await layersOf(encodeSign1(ofReference), 'reference', group)
  const signed = sigStructure(ofCard)
  const digitsPlain = encodeFrame({ type: 1, body: whole.packed })
  const digitsSealed = encodeFrame({ type: 2, body: whole.sealedBody })
  const digits = encodeFrame({ type: 3, body: short.sealedBody })
  const { nir, birthDate } = card.content
  const seen = { now, expect: 'valid', nir, birthDate }
  return {
    counter: { id: counterId, class: 'test', groupKeyId },
    keys: { group: { public: toHex(group.publicKey), secret: toHex(group.secret) } },
    trustedList: {
      issuers: [
        {
          iss: origin,
          kid: toHex(keyId),
          key: toHex(issuer.publicKey),
          class: 'test',
          from: now - 1_000_000,
          to: now + 1_000_000,
        },
      ],
    },
    challenge: {
      counter: counterId,
      nonce: toHex(new Uint8Array(randomBytes(16))),
      exp: now + 60,
      name: 'Cabinet des Aulnes',
      flags: 0,
    },
    dictionary: toHex(DICTIONARY_1),
    steps: {
      credential: toHex(credential),
      proofSigStructure: toHex(signed),
      replayKey: toHex(await cryptography.sha256(signed)),
      ...inHex(whole),
      digitsPlain,
      digitsSealed,
      reference: { ...inHex(short), digits },
    },
    valid: [
      { name: 'sealed', digits: digitsSealed, ...seen },
      { name: 'plain', digits: digitsPlain, ...seen },
      {
        name: 'reference',
        digits,
        now,
        expect: 'online-only',
        reference: toHex(reference),
      },
    ],
    negatives: [
      { name: 'an hour later', digits: digitsSealed, now: now + 3_600, expect: 'stale' },
      {
        name: 'of another class',
        digits: digitsSealed,
        now,
        expect: 'specimen',
        counterClass: 'production',
      },
    ],
  }
}

interface Layers {
  readonly presentation: Bytes
  readonly packed: Bytes
  readonly padded: Bytes
  readonly ephemeralSecret: Bytes
  readonly sealedBody: Bytes
}

async function layersOf(
  presentation: Bytes,
  what: 'card' | 'reference',
  group: InventedKey,
): Promise<Layers> {
  const { cryptography, ephemeral } = createNodeVectorPlatform()
  const { secret: ephemeralSecret } = await inventKey()
  const packed = await cryptography.deflate(presentation, DICTIONARY_1)
  const padded = padPacked(packed, what)
  const { encapsulated, ciphertext } = await cryptography.seal(
    group.publicKey,
    sealedBodyAad(groupKeyId),
    padded,
    await ephemeral(ephemeralSecret),
  )
  const point = compressPoint(encapsulated)
  const sealedBody = encodeSealedBody({ groupKeyId, point, ciphertext })
  return { presentation, packed, padded, ephemeralSecret, sealedBody }
}

function inHex({ presentation, packed, padded, ephemeralSecret, sealedBody }: Layers) {
  return {
    presentation: toHex(presentation),
    packed: toHex(packed),
    padded: toHex(padded),
    ephemeralSecret: toHex(ephemeralSecret),
    sealedBody: toHex(sealedBody),
  }
}

function claimsOf(holderKey: Bytes): CardClaims {
  return {
    issuer: origin,
    issuedAt: now - 7_200,
    expiresAt: now + 86_400,
    holderKey,
    status: { index: 3, uri: `${origin}/s/201` },
    cardClass: 'test',
    content: {
      nir: '176192A04107745',
      familyName: 'ORSINI',
      givenNames: 'ANGE',
      birthDate: 19_761_902,
      birthRank: 1,
      regime: 25_201_009,
      managementCode: 20,
      coverage: 10,
    },
  }
}
