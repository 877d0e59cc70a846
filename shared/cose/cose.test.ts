import { Algorithms, Headers, Sign1 as OtherSign1 } from '@auth0/cose'
import { beforeAll, describe, expect, test } from 'vitest'
import { concatBytes, utf8 } from '../bytes/bytes.ts'
import { fromHex, toHex } from '../bytes/hex.ts'
import { CborError, CborReader } from '../cbor/cbor-reader.ts'
import { encodeCbor, type CborValue } from '../cbor/cbor-writer.ts'
import { sha256 } from '../presentation/platform-web.ts'
import { webReading } from '../presentation/platform-web-reading.ts'
import { compressPoint } from '../presentation/sealed-body.ts'
import { inventKey, type InventedKey } from '../vectors/invented.ts'
import { bytes32, malformedSignatures, order } from './test-signatures.ts'
import { encodeSign1, readSign1, sigStructure, signSign1, verifySign1 } from './sign1.ts'
import { coseThumbprint } from './thumbprint.ts'

const header = encodeCbor(new Map<number, CborValue>([[1, -7]]))
const payload = utf8('what is signed')
let key: InventedKey

beforeAll(async () => {
  key = await inventKey()
})

describe('COSE_Sign1 and another library', () => {
  test('it verifies what is signed here', async () => {
    const written = encodeSign1(await signSign1(header, payload, key.sign))
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const publicKey = await crypto.subtle.importKey('raw', key.publicKey, algorithm, true, [
      'verify',
    ])
    const decoded = OtherSign1.decode(written)
    await expect(decoded.verify(publicKey)).resolves.not.toThrow()
    expect(new Uint8Array(decoded.payload)).toEqual(payload)
  })

  test('what it signs is verified here', async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
    const es256: [[Headers.Algorithm, Algorithms]] = [[Headers.Algorithm, Algorithms.ES256]]
    const theirs = await OtherSign1.sign(es256, [], payload, pair.privateKey)
    const [tag, ...untagged] = theirs.encode()
    expect(tag).toBe(0xd2)
    const reader = new CborReader(Uint8Array.from(untagged))
    const message = readSign1(reader)
    reader.end()
    const verify = await webReading.verifier(publicKey)
    expect(verify && (await verifySign1(message, verify))).toBe(true)
    expect(message.payload).toEqual(payload)
  })
})

describe('reading COSE_Sign1', () => {
  test('gives back what was written', async () => {
    const message = await signSign1(header, payload, key.sign)
    const reader = new CborReader(encodeSign1(message))
    expect(readSign1(reader)).toEqual(message)
    reader.end()
  })

  test.each([
    ['d28443a10126a0405840', 'a tag'],
    ['8343a10126a040', 'three items'],
    ['8443a10126a1010240', 'something unprotected'],
    ['8443a10126f640', 'null for a map'],
    ['8443a10126a0f6', 'a detached payload'],
    ['8443a10126a0404140', 'a short signature'],
  ])('refuses %s: %s', (hex) => {
    expect(() => readSign1(new CborReader(fromHex(hex)))).toThrow(CborError)
  })
})

describe('a malformed signature', () => {
  test.each([...malformedSignatures])('is refused: %s', async (_, change) => {
    const { signature } = await signSign1(header, payload, key.sign)
    const changed = change(signature.slice(0, 32), signature.slice(32))
    const signed = sigStructure({ header, payload })
    for (const point of [key.publicKey, compressPoint(key.publicKey)]) {
      const verify = await webReading.verifier(point)
      expect(await verify?.(signed, signature)).toBe(true)
      expect(await verify?.(signed, changed)).toBe(false)
    }
  })

  test('a mirrored s is taken, as the format says', async () => {
    const { signature } = await signSign1(header, payload, key.sign)
    const s = BigInt(`0x${toHex(signature.slice(32))}`)
    const mirrored = concatBytes(signature.slice(0, 32), bytes32(order - s))
    const verify = await webReading.verifier(key.publicKey)
    expect(await verify?.(sigStructure({ header, payload }), mirrored)).toBe(true)
  })
})

describe('a point that is no key', () => {
  test.each([
    [`04${'00'.repeat(64)}`, 'zero'],
    [`02${'ff'.repeat(32)}`, 'x beyond the field'],
    [`05${'11'.repeat(32)}`, 'another form'],
    ['00', 'infinity'],
    ['', 'nothing'],
  ])('%s: %s', async (hex) => {
    expect(await webReading.verifier(fromHex(hex))).toBeUndefined()
  })
})

test('the thumbprint is that of the example in RFC 9679, section 6', async () => {
  const point = concatBytes(
    fromHex('04'),
    fromHex('65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d'),
    fromHex('1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c'),
  )
  expect(toHex(await coseThumbprint(point, sha256))).toBe(
    '496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec',
  )
})
