import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client'
import type { RefusalCode } from '@etui/shared/refusal.ts'
import { problems, problemType } from '@etui/shared/wire/problem.ts'

/** What befalls one request: it is lost on its way, loses its answer on the way back, or is refused. */
export type Mishap = 'lost' | 'answer-lost' | number | RefusalCode

export interface PretendUploads {
  readonly httpStack: HttpStack
  readonly fetch: typeof fetch
  /** methods as they came, `POST`, `HEAD`, `PATCH` */
  readonly asked: readonly string[]
  /** the bytes of the films, by upload, in the order they were taken */
  readonly films: readonly Uint8Array<ArrayBuffer>[]
  /** how many bytes of films came, those of lost answers and refused pieces among them */
  readonly sentBytes: number
  readonly proofs: readonly string[]
  /** From now on, requests of this method meet these, one after the other; then all is well again. */
  befall(method: string, ...mishaps: readonly Mishap[]): void
}

/** For tests: the server's side of tus 1.0.0, creation and pieces at an offset, over one page. */
export function pretendUploads(): PretendUploads {
  const films: Uint8Array<ArrayBuffer>[] = []
  const sizes: number[] = []
  const asked: string[] = []
  const proofs: string[] = []
  const mishaps = new Map<string, Mishap[]>()
  let nonces = 0
  let sentBytes = 0

  const headersOf = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    'DPoP-Nonce': `nonce-${(nonces += 1)}`,
    Date: new Date().toUTCString(),
    ...more,
  })

  async function answer(method: string, url: string, request: Sent): Promise<HttpResponse> {
    asked.push(method)
    proofs.push(request.headers['DPoP'] ?? '')
    const body = request.body ? new Uint8Array(await request.body.arrayBuffer()) : new Uint8Array()
    const mishap = mishaps.get(method)?.shift()
    if (mishap === 'lost') throw new ProgressEvent('error')
    sentBytes += body.length
    if (typeof mishap === 'number') return makeResponse(mishap, headersOf())
    if (mishap !== undefined && mishap !== 'answer-lost') return refuse(mishap, method)
    const answered = take(method, url, request.headers, body)
    if (mishap === 'answer-lost') throw new ProgressEvent('error')
    return answered
  }

  function refuse(code: RefusalCode, method: string): HttpResponse {
    const status = problems[code][0]
    const problem = { type: problemType(code), title: code, status, facts: { reason: 'too-short' } }
    const headers = headersOf({ 'content-type': 'application/problem+json' })
    return makeResponse(status, headers, method === 'HEAD' ? '' : JSON.stringify(problem))
  }

  function take(
    method: string,
    url: string,
    headers: Sent['headers'],
    body: Uint8Array<ArrayBuffer>,
  ): HttpResponse {
    if (method === 'POST') {
      sizes.push(Number(headers['Upload-Length']))
      films.push(new Uint8Array())
      return makeResponse(201, headersOf({ Location: `/api/recordings/${films.length - 1}` }))
    }
    const at = Number(url.split('/').at(-1))
    const film = films[at]
    if (film === undefined) return makeResponse(404, headersOf())
    if (method === 'PATCH') {
      if (Number(headers['Upload-Offset']) !== film.length) return makeResponse(409, headersOf())
      films[at] = new Uint8Array([...film, ...body])
    }
    const held = String(films[at]?.length)
    const told = { 'Upload-Offset': held, 'Upload-Length': String(sizes[at]) }
    return makeResponse(method === 'HEAD' ? 200 : 204, headersOf(told))
  }

  return {
    films,
    asked,
    proofs,
    get sentBytes() {
      return sentBytes
    },
    httpStack: {
      createRequest: (method, url) => makeRequest(method, url, answer),
      getName: () => 'pretend',
    },
    fetch: async () => new Response('{}', { headers: headersOf() }),
    befall: (method, ...these) => mishaps.set(method, [...these]),
  }
}

interface Sent {
  readonly headers: Record<string, string>
  readonly body: Blob | null
}

function makeRequest(
  method: string,
  url: string,
  answer: (method: string, url: string, sent: Sent) => Promise<HttpResponse>,
): HttpRequest {
  const headers: Record<string, string> = {}
  let isAborted = false
  return {
    getMethod: () => method,
    getURL: () => url,
    setHeader: (name, value) => void (headers[name] = value),
    getHeader: (name) => headers[name],
    setProgressHandler: () => undefined,
    async send(body: Blob | null) {
      isAborted = false
      const answered = await answer(method, url, { headers, body })
      // As XMLHttpRequest: one that was aborted is never answered.
      return isAborted ? new Promise(() => undefined) : answered
    },
    async abort() {
      isAborted = true
    },
    getUnderlyingObject: () => undefined,
  }
}

function makeResponse(
  status: number,
  headers: Readonly<Record<string, string>>,
  body = '',
): HttpResponse {
  const known = new Headers(headers)
  return {
    getStatus: () => status,
    getHeader: (name) => known.get(name) ?? undefined,
    getBody: () => body,
    getUnderlyingObject: () => undefined,
  }
}
