import type { Bytes } from '../bytes/bytes.ts'
import { concatBytes, equalBytes } from '../bytes/bytes.ts'
import type { Card } from '../card/card.ts'
import type { ReadCard } from '../card/read-card.ts'
import { sigStructure } from '../cose/sign1.ts'
import { openFrame } from './open-frame.ts'
import type { Proof, ReadPresentation } from './proof.ts'
import { Stop } from './stop.ts'
import type { Established, Reader, Reading, Verification } from './verification.ts'

/**
 * Verifies one scan, in the twelve steps of PRESENTATION.md and in their order; the first that fails gives the verdict.
 * Never throws for what is in `scanned`; throws what the reader's own ports throw.
 *
 * 1 frame, 2 seal, 3 shapes · 4 issuer key, 5 issuer signature, 6 exp · 7 holder signature · 8 audience and nonce,
 * 9 time · 10 replay · 11 status · 12 class.
 */
export async function verifyPresentation(scanned: string, reader: Reader): Promise<Verification> {
  let established: Established = {}
  try {
    const { frameType, presentation } = await openFrame(scanned, reader)
    established = { frameType }
    const { proof } = presentation
    const card = await establishCard(presentation, reader)
    established = { frameType, card }
    checkExpiry(card, proof, reader.now)
    const signed = sigStructure(presentation.message)
    await checkHolder(card, signed, presentation.message.signature, reader)
    const replayKey = await reader.cryptography.sha256(signed)
    const ageSeconds = Math.floor(reader.now) - proof.issuedAt
    const complete = { frameType, card, proof, replayKey, ageSeconds }
    established = complete
    await checkAudience(proof, replayKey, reader)
    const isSlow = checkAge(ageSeconds, proof, reader)
    const isSameScan = await checkReplay({ card, proof, replayKey }, reader)
    await checkStatus(card, reader)
    const verdict = card.cardClass === reader.cardClass ? 'valid' : 'specimen'
    return { ...complete, verdict, isSlow, isSameScan }
  } catch (error) {
    if (error instanceof Stop) return { ...established, ...error.verdict }
    throw error
  }
}

/** The card of a proof: signed by a listed issuer (steps 4 and 5), or the server's own record of a reference. */
async function establishCard(presentation: ReadPresentation, reader: Reader): Promise<Card> {
  const { about, proof } = presentation
  if (!('reference' in about)) {
    checkProofAfterCard(proof, about.card)
    await checkIssuer(about, reader)
    return about.card
  }
  if (reader.resolveReference === undefined) {
    throw new Stop({ verdict: 'online-only', reference: about.reference })
  }
  const resolved = await reader.resolveReference(about.reference)
  if (resolved === undefined) throw new Stop({ verdict: 'malformed', reason: 'reference-unknown' })
  checkProofAfterCard(proof, resolved.card)
  return resolved.card
}

function checkProofAfterCard(proof: Proof, card: Card): void {
  if (proof.issuedAt < card.issuedAt) {
    throw new Stop({ verdict: 'malformed', reason: 'proof-before-card' })
  }
}

async function checkIssuer(read: ReadCard, reader: Reader): Promise<void> {
  const { card } = read
  const issuer = await reader.issuer(card.keyId)
  if (issuer === 'no-list') throw new Stop({ verdict: 'key-missing', reason: 'trusted-list' })
  if (issuer === undefined || !equalBytes(issuer.keyId, card.keyId)) {
    throw new Stop({ verdict: 'issuer-unknown', reason: 'kid' })
  }
  if (issuer.issuer !== card.issuer) throw new Stop({ verdict: 'issuer-unknown', reason: 'iss' })
  if (issuer.cardClass !== card.cardClass) {
    throw new Stop({ verdict: 'issuer-unknown', reason: 'class' })
  }
  if (card.issuedAt < issuer.from || card.issuedAt > issuer.to) {
    throw new Stop({ verdict: 'issuer-unknown', reason: 'period' })
  }
  const { cryptography, verifiedCards } = reader
  const digest = verifiedCards && (await cryptography.sha256(concatBytes(issuer.key, read.bytes)))
  if (digest && verifiedCards.has(digest)) return
  const verify = await cryptography.verifier(issuer.key)
  if (verify === undefined) throw new TypeError('a listed issuer key is no point of the curve')
  if (!(await verify(sigStructure(read.message), read.message.signature))) {
    throw new Stop({ verdict: 'signature', reason: 'issuer' })
  }
  if (digest) verifiedCards.add(digest)
}

function checkExpiry(card: Card, proof: Proof, now: number): void {
  const { expiresAt } = card
  if (Math.floor(now) >= expiresAt) {
    throw new Stop({ verdict: 'expired', reason: 'card', expiredAt: expiresAt })
  }
  if (proof.issuedAt >= expiresAt) {
    throw new Stop({ verdict: 'expired', reason: 'proof', expiredAt: expiresAt })
  }
}

async function checkHolder(
  card: Card,
  signed: Bytes,
  signature: Bytes,
  reader: Reader,
): Promise<void> {
  const verify = await reader.cryptography.verifier(card.holderKey)
  if (verify === undefined) throw new Stop({ verdict: 'malformed', reason: 'holder-key' })
  if (!(await verify(signed, signature))) {
    throw new Stop({ verdict: 'signature', reason: 'holder' })
  }
}

async function checkAudience(proof: Proof, replayKey: Bytes, reader: Reader): Promise<void> {
  if (proof.audience !== 'ps' && proof.audience !== `c/${reader.counterId}`) {
    throw new Stop({ verdict: 'audience', reason: 'other-counter' })
  }
  if (proof.challenge === undefined) return
  const taking = await reader.takeChallenge(proof.challenge, replayKey)
  if (taking === 'taken' || taking === 'same') return
  throw new Stop({ verdict: 'audience', reason: `challenge-${taking}` })
}

/** Whether the proof is slow. An answered challenge has its own life in place of the window. */
function checkAge(ageSeconds: number, proof: Proof, { window }: Reader): boolean {
  if (proof.challenge !== undefined) return false
  if (ageSeconds < window.least) throw new Stop({ verdict: 'clock', secondsOff: -ageSeconds })
  if (ageSeconds > window.most) {
    throw new Stop({ verdict: 'stale', secondsOff: ageSeconds - window.most })
  }
  return ageSeconds > window.slowAbove
}

async function checkReplay(reading: Reading, reader: Reader): Promise<boolean> {
  const judgement = await reader.judgeReplay(reading)
  if (judgement.replay === 'replayed') {
    throw new Stop({ verdict: 'replayed', earlier: judgement.earlier })
  }
  return judgement.replay === 'same-scan'
}

async function checkStatus(card: Card, reader: Reader): Promise<void> {
  const status = await reader.status(card.status.uri, card.status.index)
  switch (status) {
    case 'valid':
      return
    case 'blocked':
      throw new Stop({ verdict: 'revoked' })
    case 'beyond':
      throw new Stop({ verdict: 'malformed', reason: 'status-index' })
    case 'missing':
    case 'expired':
      throw new Stop({ verdict: 'key-missing', reason: 'status-list' })
    default:
      // A port written without the compiler's help must not open the door.
      throw new TypeError(`unknown card status ${String(status satisfies never)}`)
  }
}
