import type { Bytes } from '../bytes/bytes.ts'
import type { CardClass } from '../card/card.ts'
import type {
  Ephemeral,
  Opener,
  ReadingCryptography,
  SealingCryptography,
} from '../presentation/cryptography.ts'

/** A file of golden and negative cases, as `presentation-v1.json`. Keys and frames are test material; bytes are hex. */
export interface VectorFile {
  readonly counter: {
    readonly id: string
    readonly class: CardClass
    readonly groupKeyId: number
  }
  readonly keys: Readonly<Record<'group', { readonly public: string; readonly secret: string }>>
  readonly trustedList: { readonly issuers: readonly VectorIssuer[] }
  readonly challenge: {
    readonly counter: string
    readonly nonce: string
    readonly exp: number
    readonly name: string
    readonly flags: number
  }
  readonly dictionary: string
  readonly steps: VectorSteps
  readonly valid: readonly VectorEntry[]
  readonly negatives: readonly VectorEntry[]
}

export interface VectorIssuer {
  readonly iss: string
  readonly kid: string
  readonly key: string
  readonly class: CardClass
  readonly from: number
  readonly to: number
}

export interface VectorEntry {
  readonly name: string
  readonly digits: string
  readonly now: number
  readonly expect: string
  readonly challenge?: boolean
  readonly counterClass?: CardClass
  readonly nir?: string
  readonly birthDate?: number
  readonly reference?: string
}

/** One presentation, from the card to its digits. */
export interface VectorSteps {
  readonly credential: string
  readonly proofSigStructure: string
  readonly replayKey: string
  readonly presentation: string
  readonly packed: string
  readonly digitsPlain: string
  readonly padded: string
  readonly ephemeralSecret: string
  readonly sealedBody: string
  readonly digitsSealed: string
  readonly reference: {
    readonly presentation: string
    readonly packed: string
    readonly padded: string
    readonly ephemeralSecret: string
    readonly sealedBody: string
    readonly digits: string
  }
}

/** The runtime under test, with the two ways from a test key's bytes that no counter and no phone has. */
export interface VectorPlatform {
  readonly cryptography: ReadingCryptography & SealingCryptography
  opener(secret: Bytes, publicKey: Bytes): Promise<Opener> | Opener
  ephemeral(secret: Bytes): Promise<Ephemeral> | Ephemeral
}

/** One comparison of the file with the code: a mismatch says what was expected and what came. */
export interface VectorResult {
  readonly name: string
  readonly mismatch?: string
}

/** The file's content from its text. Throws TypeError when it is not JSON of this shape, or holds no case. */
export function readVectorFile(text: string): VectorFile {
  let file: unknown
  try {
    file = JSON.parse(text)
  } catch {
    throw new TypeError('not JSON')
  }
  const parts = ['counter', 'keys', 'trustedList', 'challenge', 'dictionary', 'steps']
  if (!isRecord(file)) throw new TypeError('not an object')
  for (const part of parts) if (file[part] === undefined) throw new TypeError(`no ${part}`)
  const { valid, negatives } = file
  if (!Array.isArray(valid) || !Array.isArray(negatives)) throw new TypeError('no list of cases')
  if (valid.length + negatives.length === 0) throw new TypeError('no case at all')
  // Each comparison reads what it needs and fails by name where a field is missing: a checker may be this lenient.
  return file as unknown as VectorFile
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
