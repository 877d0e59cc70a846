import type { Bytes } from '../bytes/bytes.ts'
import { fromHex, toHex } from '../bytes/hex.ts'
import { readCard } from '../card/read-card.ts'
import { encodeCardClaims, encodeCardHeader } from '../card/write-card.ts'
import { encodeSign1, sigStructure } from '../cose/sign1.ts'
import { encodeFrame } from '../presentation/frame.ts'
import { padPacked, unpadPacked } from '../presentation/padding.ts'
import {
  encodeProofClaims,
  encodeProofHeader,
  encodeReferenceHeader,
  readPresentation,
} from '../presentation/proof.ts'
import {
  compressPoint,
  encodeSealedBody,
  readSealedBody,
  sealedBodyAad,
} from '../presentation/sealed-body.ts'
import type { VectorFile, VectorPlatform, VectorResult } from './vector-file.ts'

/**
 * Takes the file's one presentation through every step. What is deterministic must come out byte for byte; deflate and
 * signatures are not, so what they decode to is compared.
 */
export async function checkSteps(
  file: VectorFile,
  platform: VectorPlatform,
): Promise<VectorResult[]> {
  const { steps } = file
  const checks: Record<keyof typeof steps, () => Promise<string | undefined>> = {
    credential: () => checkCredential(file, platform),
    proofSigStructure: async () => {
      const { message } = readPresentation(fromHex(steps.presentation), 'card')
      return difference(steps.proofSigStructure, sigStructure(message))
    },
    replayKey: async () => {
      const { message } = readPresentation(fromHex(steps.presentation), 'card')
      return difference(steps.replayKey, await platform.cryptography.sha256(sigStructure(message)))
    },
    presentation: () => checkPresentation(file, platform),
    packed: () => checkPacked(file, platform, steps),
    digitsPlain: async () =>
      textDifference(steps.digitsPlain, encodeFrame({ type: 1, body: fromHex(steps.packed) })),
    padded: async () => checkPadded(steps, 'card'),
    ephemeralSecret: () => checkEphemeral(platform, steps),
    sealedBody: () => checkSealedBody(file, platform, steps),
    digitsSealed: async () =>
      textDifference(steps.digitsSealed, encodeFrame({ type: 2, body: fromHex(steps.sealedBody) })),
    reference: () => checkReference(file, platform),
  }
  const results: VectorResult[] = []
  // A step missing from the file, or one this code does not know, is a mismatch and not a silence.
  for (const name of new Set([...Object.keys(checks), ...Object.keys(steps)])) {
    const check = (checks as Record<string, (typeof checks)['packed'] | undefined>)[name]
    const mismatch = check
      ? await check().catch((error: unknown) => String(error))
      : 'no such step in this version of the format'
    results.push({ name: `steps ${name}`, ...(mismatch === undefined ? {} : { mismatch }) })
  }
  return results
}

/** The parts that a card's and a reference's frame share. */
interface Layers {
  readonly presentation: string
  readonly packed: string
  readonly padded: string
  readonly ephemeralSecret: string
  readonly sealedBody: string
}

async function checkCredential(file: VectorFile, platform: VectorPlatform) {
  const { card, message } = readCard(fromHex(file.steps.credential))
  const header = encodeCardHeader(card.keyId)
  const written = encodeSign1({ ...message, header, payload: encodeCardClaims(card) })
  const listed = file.trustedList.issuers.find((issuer) => issuer.kid === toHex(card.keyId))
  if (listed === undefined) return 'its key is not in the trusted list'
  const verify = await platform.cryptography.verifier(fromHex(listed.key))
  if (!(await verify?.(sigStructure(message), message.signature))) return 'not signed by its issuer'
  return difference(file.steps.credential, written)
}

async function checkPresentation({ steps }: VectorFile, platform: VectorPlatform) {
  const { message, proof, about } = readPresentation(fromHex(steps.presentation), 'card')
  if ('reference' in about) return 'a reference'
  const header = encodeProofHeader(fromHex(steps.credential))
  const written = encodeSign1({ ...message, header, payload: encodeProofClaims(proof) })
  const verify = await platform.cryptography.verifier(about.card.holderKey)
  if (!(await verify?.(sigStructure(message), message.signature))) return 'not signed by its holder'
  return difference(steps.presentation, written)
}

async function checkPacked(file: VectorFile, { cryptography }: VectorPlatform, layers: Layers) {
  const dictionary = fromHex(file.dictionary)
  const presentation = fromHex(layers.presentation)
  const theirs = await cryptography.inflate(fromHex(layers.packed), dictionary, 4096)
  const packed = await cryptography.deflate(presentation, dictionary)
  const ours = await cryptography.inflate(packed, dictionary, 4096)
  return difference(layers.presentation, theirs) ?? difference(layers.presentation, ours)
}

function checkPadded(layers: Layers, what: 'card' | 'reference'): string | undefined {
  const padded = padPacked(fromHex(layers.packed), what)
  const unpadded = unpadPacked(fromHex(layers.padded), what)
  return difference(layers.padded, padded) ?? difference(layers.packed, unpadded)
}

async function checkEphemeral(platform: VectorPlatform, layers: Layers) {
  const body = readSealedBody(fromHex(layers.sealedBody))
  const { publicKey } = await platform.ephemeral(fromHex(layers.ephemeralSecret))
  return difference(body === undefined ? 'no body' : toHex(body.point), compressPoint(publicKey))
}

async function checkSealedBody(file: VectorFile, platform: VectorPlatform, layers: Layers) {
  const { groupKeyId } = file.counter
  const [secret, publicKey] = [fromHex(file.keys.group.secret), fromHex(file.keys.group.public)]
  const ephemeral = await platform.ephemeral(fromHex(layers.ephemeralSecret))
  const aad = sealedBodyAad(groupKeyId)
  const padded = fromHex(layers.padded)
  const sealed = await platform.cryptography.seal(publicKey, aad, padded, ephemeral)
  const point = compressPoint(sealed.encapsulated)
  const written = encodeSealedBody({ groupKeyId, point, ciphertext: sealed.ciphertext })
  const theirs = readSealedBody(fromHex(layers.sealedBody))
  const open = await platform.opener(secret, publicKey)
  const opened = theirs && (await open(theirs.point, aad, theirs.ciphertext))
  return difference(layers.sealedBody, written) ?? difference(layers.padded, opened)
}

async function checkReference(file: VectorFile, platform: VectorPlatform) {
  const { reference } = file.steps
  const { message, proof, about } = readPresentation(fromHex(reference.presentation), 'reference')
  if (!('reference' in about)) return 'not a reference'
  const header = encodeReferenceHeader(about.reference)
  const written = encodeSign1({ ...message, header, payload: encodeProofClaims(proof) })
  const digits = encodeFrame({ type: 3, body: fromHex(reference.sealedBody) })
  return (
    difference(reference.presentation, written) ??
    (await checkPacked(file, platform, reference)) ??
    checkPadded(reference, 'reference') ??
    (await checkEphemeral(platform, reference)) ??
    (await checkSealedBody(file, platform, reference)) ??
    textDifference(reference.digits, digits)
  )
}

function difference(expected: string, found: Bytes | undefined): string | undefined {
  return textDifference(expected, found === undefined ? 'nothing' : toHex(found))
}

function textDifference(expected: string, found: string): string | undefined {
  if (expected === found) return undefined
  let at = 0
  while (expected.charAt(at) === found.charAt(at)) at++
  const around = (text: string) => text.slice(Math.max(0, at - 8), at + 24)
  return `differs at character ${at}: expected ...${around(expected)}, got ...${around(found)}`
}
