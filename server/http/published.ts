import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const compressBrotli = promisify(brotliCompress)
const compressGzip = promisify(gzip)

/** A document that many ask for and that seldom changes: compressed once, told apart by its digest. */
export interface Published {
  readonly type: string
  readonly tag: string
  readonly forms: Readonly<Record<Encoding, Buffer>>
}

const encodings = ['br', 'gzip', 'identity'] as const
type Encoding = (typeof encodings)[number]

export async function publish(bytes: Uint8Array, type: string): Promise<Published> {
  const identity = Buffer.from(bytes)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 6,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  const [br, gzipped] = await Promise.all([compressBrotli(bytes, { params }), compressGzip(bytes)])
  const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  return { type, tag, forms: { br, gzip: gzipped, identity } }
}

/**
 * Sends a published document in the smallest form the caller takes (RFC 9110, 12.5.3), or 304 when it holds this one
 * (13.1.2). It may be stored, and is asked again each time.
 */
export function sendPublished(
  request: FastifyRequest,
  reply: FastifyReply,
  { type, tag, forms }: Published,
): FastifyReply {
  const encoding = encodingFor(request.headers['accept-encoding'])
  reply.headers({
    'cache-control': 'public, no-cache',
    vary: 'accept-encoding',
    etag: `"${tag}-${encoding}"`,
  })
  if (holds(request.headers['if-none-match'], tag)) return reply.code(304).send()
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.type(type).send(forms[encoding])
}

/** The first of ours that the caller takes and does not refuse by q=0. */
function encodingFor(accepted: string | undefined): Encoding {
  const taken = new Map<string, boolean>()
  for (const item of accepted?.toLowerCase().split(',') ?? []) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim())
    taken.set(name, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)))
  }
  return encodings.find((each) => taken.get(each) ?? taken.get('*') ?? false) ?? 'identity'
}

/** Whether one of the tags held is this document's, in any of its forms. */
function holds(held: string | undefined, tag: string): boolean {
  if (held === undefined) return false
  return held.split(',').some((each) => {
    const name = each.trim().replace(/^W\//, '')
    return name === '*' || encodings.some((encoding) => name === `"${tag}-${encoding}"`)
  })
}
