import type { Bytes } from '../bytes/bytes.ts'
import { concatBytes } from '../bytes/bytes.ts'
import { CborError, CborReader } from '../cbor/cbor-reader.ts'
import { readSign1 } from '../cose/sign1.ts'
import { Refusal } from '../refusal.ts'

/** All published shards as one CBOR sequence (RFC 8742), for `<iss>/s/all`: the only address a counter fetches. */
export function joinShards(published: readonly Bytes[]): Bytes {
  return concatBytes(...published)
}

/** The shards of a sequence, each as it was published and still to be verified. Refuses with `list-malformed`. */
export function splitShards(sequence: Bytes): Bytes[] {
  try {
    const reader = new CborReader(sequence)
    const published: Bytes[] = []
    while (!reader.isAtEnd) {
      const start = reader.position
      readSign1(reader)
      published.push(reader.since(start))
    }
    return published
  } catch (error) {
    if (error instanceof CborError) throw new Refusal('list-malformed', {}, { cause: error })
    throw error
  }
}
