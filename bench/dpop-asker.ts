import {
  createHash,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
  sign,
  type KeyObject,
} from 'node:crypto'

/** A device key that proves its requests (RFC 9449), as lean as a load generator must be. */
export interface Prover {
  readonly thumbprint: string
  proof(method: string, url: string, nonce: string | undefined): string
}

export function makeProver(): Prover {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' })
  const jwk = { crv: 'P-256', kty: 'EC', x, y }
  const header = encode({ typ: 'dpop+jwt', alg: 'ES256', jwk })
  const thumbprint = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url')
  return {
    thumbprint,
    proof: (htm, htu, nonce) => {
      const iat = Math.floor(Date.now() / 1000)
      return signed(`${header}.${encode({ jti: randomUUID(), htm, htu, iat, nonce })}`, privateKey)
    },
  }
}

export function drawToken(): string {
  return randomBytes(32).toString('base64url')
}
export function hashToken(token: string): string {
  return createHash('sha256').update(Buffer.from(token, 'base64url')).digest('base64url')
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
function signed(message: string, key: KeyObject): string {
  const signature = sign('sha256', Buffer.from(message), { key, dsaEncoding: 'ieee-p1363' })
  return `${message}.${signature.toString('base64url')}`
}
