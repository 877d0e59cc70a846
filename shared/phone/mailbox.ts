import { concatBytes, utf8, type Bytes } from '../bytes/bytes.ts'
import { fromHex } from '../bytes/hex.ts'
import { sharedSecretOf, type Hkdf, type SealKey } from '../presentation/hpke.ts'

const version = utf8('HPKE-v1')
const suite = concatBytes(utf8('HPKE'), fromHex('001000010001'))

/** Mode base, LabeledExtract of an empty psk_id, LabeledExtract of `etui mailbox 1`: constants of this suite and info. */
const context = concatBytes(
  fromHex('00'),
  fromHex('b88d4e6d91759e65e87c470e8b9141113e9ad5f0c8ceefc1e088c82e69805007'),
  fromHex('2d488817ec739017c6503fc33f0de495ce8dc4d75e73d898c1afa94dbe121933'),
)
const secretInput = concatBytes(version, suite, utf8('secret'))

/**
 * Key and nonce of a letter (RFC 9180, base mode, COSE HPKE-0, info `etui mailbox 1`). `agreed` is x of the product of
 * ephemeral and mailbox keys, both given as uncompressed points of 65 bytes.
 */
export async function letterKeyOf(
  hkdf: Hkdf,
  agreed: Bytes,
  encapsulated: Bytes,
  mailbox: Bytes,
): Promise<SealKey> {
  return letterKeyFrom(hkdf, await sharedSecretOf(hkdf, agreed, encapsulated, mailbox))
}

/** `letterKeyOf` for whoever has DHKEM's shared secret already. */
export async function letterKeyFrom(hkdf: Hkdf, shared: Bytes): Promise<SealKey> {
  const [key, nonce] = await Promise.all([
    hkdf(shared, secretInput, labelled(16, 'key'), 16),
    hkdf(shared, secretInput, labelled(12, 'base_nonce'), 12),
  ])
  return { key, nonce }
}

function labelled(length: number, label: string): Bytes {
  return concatBytes(new Uint8Array([0, length]), version, suite, utf8(label), context)
}
