import { sign, verify } from 'node:crypto'
import {
  createNodeCryptography,
  importPublicKey,
  openerOf,
} from '@etui/server/presentation/platform-node.ts'
import { compressPoint } from '@etui/shared/presentation/sealed-body.ts'
import { makeKeyPair } from './specimen.ts'

/**
 * The bare cryptography of one request, again and again on the core of the server: what a program that did nothing else
 * would answer in a second. Keys come from bytes, as they do in a request.
 */
const group = makeKeyPair()
const signer = makeKeyPair()
const dsaEncoding = 'ieee-p1363'
const cryptography = createNodeCryptography()
const proof = new Uint8Array(420)
const presentation = new Uint8Array(700)
const letter = new Uint8Array(2200)
const aad = new Uint8Array(43)
const signature = sign('sha256', proof, { key: signer.privateKey, dsaEncoding })
const longSignature = sign('sha256', presentation, { key: signer.privateKey, dsaEncoding })
const opener = openerOf(group.privateKey)
const sealed = await cryptography.seal(group.point, aad, presentation.subarray(0, 352))
const encapsulated = compressPoint(sealed.encapsulated)

function verifyFromBytes(message: Uint8Array, of: Uint8Array): void {
  const key = importPublicKey(signer.point)
  if (!verify('sha256', message, { key, dsaEncoding }, of)) throw new Error('not verified')
}

const requests = {
  async verification() {
    await opener(encapsulated, aad, sealed.ciphertext)
    verifyFromBytes(presentation, longSignature)
    verifyFromBytes(presentation, longSignature)
  },
  async refresh() {
    verifyFromBytes(proof, signature)
    await cryptography.seal(group.point, aad, letter)
  },
  async 'refresh with a new card'() {
    verifyFromBytes(proof, signature)
    sign('sha256', presentation, { key: signer.privateKey, dsaEncoding })
    await cryptography.seal(group.point, aad, letter)
  },
}
export type BareRequest = keyof typeof requests

process.on('message', (asked: { request: BareRequest; forMs: number }) => void answer(asked))

async function answer({ request, forMs }: { request: BareRequest; forMs: number }): Promise<void> {
  const work = requests[request]
  const start = performance.now()
  let count = 0
  while (performance.now() - start < forMs) {
    for (let index = 0; index < 20; index++) await work()
    count += 20
  }
  process.send?.(count / ((performance.now() - start) / 1000))
}
process.send?.('ready')
