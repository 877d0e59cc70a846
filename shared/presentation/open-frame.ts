import type { Bytes } from '../bytes/bytes.ts'
import { CborError } from '../cbor/cbor-reader.ts'
import { DICTIONARY_1 } from './dictionary.ts'
import { readFrame, type Frame, type FrameType } from './frame.ts'
import { unpadPacked } from './padding.ts'
import { readPresentation, type ReadPresentation } from './proof.ts'
import { readSealedBody, sealedBodyAad } from './sealed-body.ts'
import { Stop } from './stop.ts'
import type { Reader } from './verification.ts'

/** No presentation is longer; more is a bomb. */
const longestPresentation = 4096

/** What a reader uses of the world to open a frame. */
export type FrameOpener = Pick<Reader, 'cryptography' | 'cardClass' | 'groupKey' | 'dictionary'>

export interface OpenedFrame {
  readonly frameType: FrameType
  readonly presentation: ReadPresentation
}

/** Steps 1 to 3: frame and check digits, seal, inflation and shapes. Throws Stop with the verdict. */
export async function openFrame(scanned: string, reader: FrameOpener): Promise<OpenedFrame> {
  const frame = readFrame(scanned)
  if ('not' in frame) throw stopOf(frame)
  const packed = await packedOf(frame, reader)
  const bytes = await reader.cryptography.inflate(
    packed,
    reader.dictionary ?? DICTIONARY_1,
    longestPresentation,
  )
  if (bytes === undefined) throw new Stop({ verdict: 'malformed', reason: 'deflate' })
  try {
    const presentation = readPresentation(bytes, frame.type === 3 ? 'reference' : 'card')
    return { frameType: frame.type, presentation }
  } catch (error) {
    if (error instanceof CborError) throw new Stop({ verdict: 'malformed', reason: 'shape' })
    throw error
  }
}

function stopOf(problem: Exclude<ReturnType<typeof readFrame>, Frame>): Stop {
  switch (problem.not) {
    case 'version':
      return new Stop({ verdict: 'version', version: problem.version })
    case 'malformed':
      return new Stop({ verdict: 'malformed', reason: 'digits' })
    default:
      return new Stop({ verdict: problem.not })
  }
}

async function packedOf(frame: Frame, reader: FrameOpener): Promise<Bytes> {
  if (frame.type === 1) {
    if (reader.cardClass !== 'production') return frame.body
    throw new Stop({ verdict: 'malformed', reason: 'plain-in-production' })
  }
  const body = readSealedBody(frame.body)
  if (body === undefined) throw new Stop({ verdict: 'malformed', reason: 'sealed-body' })
  const { groupKeyId } = body
  const open = await reader.groupKey(groupKeyId)
  if (open === undefined) {
    throw new Stop({ verdict: 'key-missing', reason: 'group-key', groupKeyId })
  }
  const padded = await open(body.point, sealedBodyAad(groupKeyId), body.ciphertext)
  if (padded === undefined) throw new Stop({ verdict: 'malformed', reason: 'seal' })
  const packed = unpadPacked(padded, frame.type === 3 ? 'reference' : 'card')
  if (packed === undefined) throw new Stop({ verdict: 'malformed', reason: 'padding' })
  return packed
}
