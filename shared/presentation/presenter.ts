import type { Awaitable, Bytes } from '../bytes/bytes.ts'
import { readCard } from '../card/read-card.ts'
import { encodeSign1, signSign1, type Signer } from '../cose/sign1.ts'
import { challengeHash, readChallenge } from './challenge.ts'
import type { Ephemeral, SealingCryptography } from './cryptography.ts'
import { DICTIONARY_1 } from './dictionary.ts'
import { encodeFrame } from './frame.ts'
import { padPacked } from './padding.ts'
import {
  encodeProofClaims,
  encodeProofHeader,
  encodeReferenceHeader,
  type UnlockedBy,
} from './proof.ts'
import { compressPoint, encodeSealedBody, sealedBodyAad } from './sealed-body.ts'

/** What a phone presents with while it is unlocked. */
export interface PresenterOptions {
  readonly cryptography: SealingCryptography
  /** The signed card, as the server delivered it. */
  readonly credential: Bytes
  /** The card's reference, 8 bytes, for frames of type 3. */
  readonly reference?: Bytes
  /** By the presentation key that the card is bound to. */
  readonly sign: Signer
  /** The group key of the running epoch: its number and its uncompressed point of 65 bytes. */
  readonly groupKey: { readonly groupKeyId: number; readonly key: Bytes }
  readonly unlockedBy: UnlockedBy
  /** Unix seconds, corrected by the server's clock. */
  readonly now: () => number
}

export interface Presenter {
  /** Digits of a sealed frame of this moment; for a counter's challenge (its CBOR) when one is given. */
  frame(challenge?: Bytes): Promise<string>
  /** Digits of a short frame that only an online counter reads. Throws TypeError without a reference. */
  referenceFrame(): Promise<string>
}

/** Spare ephemeral keys: one for the frame being shown next, one for a challenge in between. */
const spares = 2

/**
 * Makes a phone's frames. Keys for the next seals are made ahead, so that a frame costs one signature and one seal.
 * Throws CborError when the credential is not one.
 */
export function preparePresenter(options: PresenterOptions): Presenter {
  const { cryptography, credential, reference, now } = options
  const { card } = readCard(credential)
  const cardHeader = encodeProofHeader(credential)
  const ready: Awaitable<Ephemeral>[] = []
  const refill = () => {
    while (ready.length < spares) ready.push(makeSpare(cryptography))
  }
  refill()

  /** `audience` and `challenge` of a proof are for any professional, or for the one counter that asked. */
  async function present(kind: Kind, header: Bytes, bound: Bound): Promise<string> {
    const issuedAt = Math.max(Math.floor(now()), card.issuedAt)
    const claims = encodeProofClaims({ ...bound, issuedAt, unlockedBy: options.unlockedBy })
    const message = encodeSign1(await signSign1(header, claims, options.sign))
    const packed = await cryptography.deflate(message, DICTIONARY_1)
    const ephemeral = (await ready.shift()) ?? (await cryptography.makeEphemeral())
    const body = await sealBody(options, padPacked(packed, kind), ephemeral)
    refill()
    return encodeFrame({ type: kind === 'card' ? 2 : 3, body })
  }

  return {
    async frame(challenge) {
      const bound = challenge ? await bindTo(challenge, cryptography) : anyProfessional
      return present('card', cardHeader, bound)
    },
    async referenceFrame() {
      if (reference === undefined) throw new TypeError('this card has no reference')
      return present('reference', encodeReferenceHeader(reference), anyProfessional)
    },
  }
}

type Kind = 'card' | 'reference'

interface Bound {
  readonly audience: string
  readonly challenge?: Bytes
}

const anyProfessional: Bound = { audience: 'ps' }

async function bindTo(challenge: Bytes, { sha256 }: SealingCryptography): Promise<Bound> {
  const { counterId } = readChallenge(challenge)
  return { audience: `c/${counterId}`, challenge: await challengeHash(challenge, sha256) }
}

/** A spare that fails to be made is made again when it is needed, where its failure can be told. */
function makeSpare(cryptography: SealingCryptography): Awaitable<Ephemeral> {
  const spare = cryptography.makeEphemeral()
  if (spare instanceof Promise) spare.catch(() => undefined)
  return spare
}

async function sealBody(
  { cryptography, groupKey }: PresenterOptions,
  padded: Bytes,
  ephemeral: Ephemeral,
): Promise<Bytes> {
  const { groupKeyId, key } = groupKey
  const aad = sealedBodyAad(groupKeyId)
  const sealed = await cryptography.seal(key, aad, padded, ephemeral)
  const point = compressPoint(sealed.encapsulated)
  return encodeSealedBody({ groupKeyId, point, ciphertext: sealed.ciphertext })
}
