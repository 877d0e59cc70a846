import type { Bytes } from '@etui/shared/bytes/bytes.ts'

/** What gzip packed (RFC 1952), or the bytes as they are when a server has unpacked them on the way. */
export async function unpack(bytes: Bytes): Promise<Bytes> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(unpacked).arrayBuffer())
}
