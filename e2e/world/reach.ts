import { request } from 'node:http'

/** One request, as `fetch` takes its parts. */
export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/**
 * `fetch` to a server of this machine, for which `*.localhost` is the loopback as it is for browsers (RFC 6761, section
 * 6.3), though not for every resolver. A redirect is answered, not followed.
 */
export function reach(url: string, { method = 'GET', headers = {}, body }: Ask = {}) {
  return new Promise<Response>((resolve, reject) => {
    const asked = request(url, { method, headers, lookup: toLoopback }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        const given = new Headers()
        for (const [name, values = []] of Object.entries(answer.headersDistinct)) {
          for (const value of values) given.append(name, value)
        }
        const content = parts.length > 0 ? new Uint8Array(Buffer.concat(parts)) : null
        resolve(new Response(content, { status: answer.statusCode ?? 0, headers: given }))
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

type Found = (
  error: null,
  address: string | { address: string; family: number }[],
  family?: number,
) => void

function toLoopback(
  _host: string,
  { all }: { readonly all?: boolean | undefined },
  done: Found,
): void {
  if (all) done(null, [{ address: '127.0.0.1', family: 4 }])
  else done(null, '127.0.0.1', 4)
}
