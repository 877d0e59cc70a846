import type { Bytes } from '../bytes/bytes.ts'
import { sigStructure } from '../cose/sign1.ts'
import { openFrame, type FrameOpener } from './open-frame.ts'
import { Stop } from './stop.ts'

/** What a frame says it answers, and the key by which its proof is known again. */
export interface Answer {
  /** the first 16 bytes of a challenge's SHA-256 */
  readonly challenge: Bytes
  readonly replayKey: Bytes
}

/**
 * The challenge that a scanned frame says it answers; undefined where it answers none or does not open. Nothing is
 * verified, and nothing taken: this tells a counter which of its challenges the verification is about.
 */
export async function answerOf(scanned: string, opener: FrameOpener): Promise<Answer | undefined> {
  try {
    const { message, proof } = (await openFrame(scanned, opener)).presentation
    const { challenge } = proof
    if (challenge === undefined) return undefined
    return { challenge, replayKey: await opener.cryptography.sha256(sigStructure(message)) }
  } catch (error) {
    if (error instanceof Stop) return undefined
    throw error
  }
}
