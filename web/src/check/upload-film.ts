import { Upload } from 'tus-js-client'
import type { DetailedError, HttpRequest, HttpResponse, HttpStack } from 'tus-js-client'
import { recordingLimits, type RecordingKind } from '@etui/shared/enrolment/recording.ts'
import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'
import { readAbout } from '@etui/shared/wire/about.ts'
import { recordingsUrl } from '@etui/shared/wire/check.ts'
import type { AskedProof } from '../http/call.ts'
import { readProblem } from '../http/read-problem.ts'
import { createServerClock } from '../http/server-clock.ts'

export interface UploadNeeds {
  readonly origin: string
  readonly prove: (asked: AskedProof) => Promise<string>
  /** the network, as the package and as the browser know it */
  readonly httpStack?: HttpStack
  readonly fetch?: typeof fetch
  readonly retriesMs?: readonly number[]
}

export interface FilmUpload {
  readonly kind: RecordingKind
  readonly content: Blob
  /** where an upload that was begun goes on */
  readonly uploadUrl: string | null
  onPlace(uploadUrl: string): void
  /** How much of it the server says it holds, from 0 to 1. */
  onProgress(share: number): void
  onDone(): void
  /** Stopped: by the network for long (`network-down`), or by the server's word on it. */
  onStopped(refusal: Refusal): void
}

/** An upload under way. */
export interface RunningUpload {
  /** Stops asking at once, and tells nothing more; it goes on where it was at the next `startUpload` with its place. */
  pause(): void
}

/** The server takes a nonce for five minutes at least. */
const nonceMs = 4 * 60_000
/** A short loss of the network is waited for; after the last of these the person is told, and asks again. */
const retriesMs = [0, 1_000, 3_000, 8_000]
/** What a lost network may cost to send again, and what a slow one shows moving: two to four seconds of 3G. */
const pieceBytes = recordingLimits.mostPieceBytes / 2

/**
 * Sends one film in pieces by the tus protocol (1.0.0), each request proven by the device key over the server's last nonce.
 */
export function startUpload(film: FilmUpload, needs: UploadNeeds): RunningUpload {
  const clock = createServerClock({ now: () => Date.now(), elapsed: () => performance.now() })
  let isPaused = false
  let nonce: string | null = null
  let heardAt = 0

  function hear(given: string | null, date: string | null): void {
    clock.hear(date)
    if (given === null) return
    nonce = given
    heardAt = performance.now()
  }

  /** The package takes a 401 for the end of an upload, and begins it anew: no request goes out on a nonce that may be stale. */
  async function refreshNonce(): Promise<void> {
    if (nonce !== null && !clock.hasSlept() && performance.now() - heardAt < nonceMs) return
    const ask = needs.fetch ?? fetch
    const { headers } = await ask(`${needs.origin}/api${readAbout.url}`, { cache: 'no-store' })
    hear(headers.get('DPoP-Nonce'), headers.get('Date'))
  }

  const upload = new Upload(film.content, {
    endpoint: `${needs.origin}/api${recordingsUrl}`,
    uploadUrl: film.uploadUrl,
    metadata: { kind: film.kind, filetype: film.content.type },
    chunkSize: pieceBytes,
    retryDelays: [...(needs.retriesMs ?? retriesMs)],
    ...(needs.httpStack && { httpStack: needs.httpStack }),
    // The film and its place are kept by the film store, sealed; the package would keep them in the open.
    storeFingerprintForResuming: false,
    async onBeforeRequest(request: HttpRequest) {
      await refreshNonce()
      const htu = new URL(request.getURL(), needs.origin).href
      const asked = { htm: request.getMethod(), htu, nonce, serverNow: clock.now() }
      request.setHeader('DPoP', await needs.prove(asked))
      // The package only stops what it has sent: a request that was being proven would still go out.
      if (isPaused) throw new DOMException('paused', 'AbortError')
    },
    onAfterResponse(request: HttpRequest, response: HttpResponse) {
      hear(response.getHeader('DPoP-Nonce') ?? null, response.getHeader('Date') ?? null)
      if (isPaused) return
      const status = response.getStatus()
      // Asked where an upload stands, the package takes any refusal for its end, and sends all of it again.
      const isNoAnswer = status >= 300 && status !== 404 && status !== 410
      if (request.getMethod() === 'HEAD' && isNoAnswer) throw new NoPlace(response)
      const held = Number(response.getHeader('Upload-Offset') ?? Number.NaN)
      if (Number.isSafeInteger(held)) film.onProgress(held / film.content.size)
    },
    onShouldRetry: (error: DetailedError) => isPassing(error),
    onUploadUrlAvailable: () => {
      if (upload.url !== null && !isPaused) film.onPlace(upload.url)
    },
    onSuccess: () => isPaused || film.onDone(),
    onError: (error) => void tellStop(error),
  })
  upload.start()

  async function tellStop(error: Error): Promise<void> {
    const refusal = await refusalOf(error)
    if (!isPaused) film.onStopped(refusal)
  }

  return {
    pause() {
      isPaused = true
      // Aborting only stops our own requests: the promise tells of nothing else.
      void upload.abort()
    },
  }
}

/** The question where an upload stands was not answered. */
class NoPlace extends Error {
  readonly response: HttpResponse
  constructor(response: HttpResponse) {
    super(`answered ${response.getStatus()}`)
    this.response = response
  }
}

/** An answer to that question has no body: what its status can mean there. */
const codesOfNoPlace: Readonly<Record<number, RefusalCode>> = {
  409: 'check-state',
  422: 'recording-refused',
  429: 'limit-reached',
}

/** No answer, a fault of the server, a nonce gone stale, and an offset that moved are asked again. */
function isPassing(error: Error): boolean {
  const { response, isOfPlace } = answerTo(error)
  const status = response?.getStatus() ?? 0
  if (status === 409) return !isOfPlace
  return status === 0 || status >= 500 || status === 401 || status === 423
}

function answerTo(error: Error): { response: HttpResponse | null; isOfPlace: boolean } {
  // The package's own error is the only one with a response.
  const { originalResponse = null, causingError } = error as Partial<DetailedError>
  if (causingError instanceof NoPlace) return { response: causingError.response, isOfPlace: true }
  return { response: originalResponse, isOfPlace: false }
}

async function refusalOf(error: Error): Promise<Refusal> {
  const { response, isOfPlace } = answerTo(error)
  const status = response?.getStatus() ?? 0
  const code = codesOfNoPlace[status]
  if (isOfPlace && code) return new Refusal(code)
  if (!response || status === 0) return new Refusal('network-down', {}, { cause: error })
  return readProblem(
    new Response(response.getBody(), {
      status,
      headers: { 'content-type': response.getHeader('content-type') ?? '' },
    }),
  )
}
