import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { type CborValue, encodeCbor } from '@etui/shared/cbor/cbor-writer.ts'

const userPresent = 0x01
const userVerified = 0x04
const attested = 0x40

interface Flaws {
  /** leave the user unverified */
  readonly isUnverified?: boolean
  readonly origin?: string
  readonly rpId?: string
  /** another challenge than the one asked */
  readonly challenge?: string
}

/** An authenticator for tests (WebAuthn 3): one ES256 credential, attestation none, a counter that grows. */
export class TestAuthenticator {
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #id = randomBytes(32)
  readonly #origin: string
  #count = 0

  constructor(origin: string) {
    this.#origin = origin
  }

  create(options: PublicKeyCredentialCreationOptionsJSON, flaws: Flaws = {}) {
    const { x = '', y = '' } = this.#pair.publicKey.export({ format: 'jwk' })
    const key = encodeCbor(
      new Map<number, CborValue>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
      ]),
    )
    const length = Buffer.alloc(2)
    length.writeUInt16BE(this.#id.length)
    const credential = Buffer.concat([Buffer.alloc(16), length, this.#id, key])
    const authData = Buffer.concat([this.#data(attested, flaws), credential])
    const attestationObject = encodeCbor(
      new Map<string, CborValue>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authData)],
      ]),
    )
    return {
      id: this.#id.toString('base64url'),
      rawId: this.#id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: this.#client('webauthn.create', options.challenge, flaws).toString(
          'base64url',
        ),
        attestationObject: Buffer.from(attestationObject).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  get({ challenge }: PublicKeyCredentialRequestOptionsJSON, flaws: Flaws = {}) {
    const authenticatorData = this.#data(0, flaws)
    const client = this.#client('webauthn.get', challenge, flaws)
    const hash = createHash('sha256').update(client).digest()
    const signed = Buffer.concat([authenticatorData, hash])
    return {
      id: this.#id.toString('base64url'),
      rawId: this.#id.toString('base64url'),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: sign('sha256', signed, this.#pair.privateKey).toString('base64url'),
      },
    }
  }

  #client(type: string, challenge: string, flaws: Flaws): Buffer {
    const origin = flaws.origin ?? this.#origin
    return Buffer.from(
      JSON.stringify({ type, challenge: flaws.challenge ?? challenge, origin, crossOrigin: false }),
    )
  }

  #data(flags: number, { isUnverified, rpId }: Flaws): Buffer {
    const rpHash = createHash('sha256')
      .update(rpId ?? new URL(this.#origin).hostname)
      .digest()
    const tail = Buffer.alloc(5)
    tail.writeUInt8(flags | userPresent | (isUnverified ? 0 : userVerified))
    this.#count += 1
    tail.writeUInt32BE(this.#count, 1)
    return Buffer.concat([rpHash, tail])
  }
}
