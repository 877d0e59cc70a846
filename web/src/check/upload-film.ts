import { Upload } from 'tus-js-client'
import type { DetailedError, HttpRequest, HttpResponse } from 'tus-js-client'
import { recordingLimits, type RecordingKind } from '@etui/shared/enrolment/recording.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { readAbout } from '@etui/shared/wire/about.ts'
import { recordingsUrl } from '@etui/shared/wire/check.ts'
import type { AskedProof } from '../http/call.ts'
import { readProblem } from '../http/read-problem.ts'
import { createServerClock } from '../http/server-clock.ts'

export interface UploadNeeds {
  readonly origin: string
  readonly prove: (asked: AskedProof) => Promise<string>
}

export interface FilmUpload {
  readonly kind: RecordingKind
  readonly content: Blob
  /** where an upload that was begun goes on */
  readonly uploadUrl: string | null
  onPlace(uploadUrl: string): void
  /** from 0 to 1 */
  onProgress(share: number): void
  onDone(): void
  /** Stopped: by the network for long (`network-down`), or by the server's word on it. */
  onStopped(refusal: Refusal): void
}

/** An upload under way. */
export interface RunningUpload {
  /** Stops asking; it goes on where it was at the next `startUpload` with its place. */
  pause(): void
}

/** The server takes a nonce for five minutes at least. */
const nonceMs = 4 * 60_000
/** A short loss of the network is waited for; after the last of these the person is told, and asks again. */
const retriesMs = [0, 1_000, 3_000, 8_000]

/**
 * Sends one film in pieces by the tus protocol (1.0.0), each request proven by the device key over the server's last nonce.
 */
export function startUpload(film: FilmUpload, needs: UploadNeeds): RunningUpload {
  const clock = createServerClock({ now: () => Date.now(), elapsed: () => performance.now() })
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
    const { headers } = await fetch(`${needs.origin}/api${readAbout.url}`, { cache: 'no-store' })
    hear(headers.get('DPoP-Nonce'), headers.get('Date'))
  }

  const upload = new Upload(film.content, {
    endpoint: `${needs.origin}/api${recordingsUrl}`,
    uploadUrl: film.uploadUrl,
    metadata: { kind: film.kind, filetype: film.content.type },
    chunkSize: recordingLimits.mostPieceBytes,
    retryDelays: retriesMs,
    // The film and its place are kept by the film store, sealed; the package would keep them in the open.
    storeFingerprintForResuming: false,
    async onBeforeRequest(request: HttpRequest) {
      await refreshNonce()
      const htu = new URL(request.getURL(), needs.origin).href
      const asked = { htm: request.getMethod(), htu, nonce, serverNow: clock.now() }
      request.setHeader('DPoP', await needs.prove(asked))
    },
    onAfterResponse(_: HttpRequest, response: HttpResponse) {
      hear(response.getHeader('DPoP-Nonce') ?? null, response.getHeader('Date') ?? null)
    },
    onShouldRetry: ({ originalResponse }: DetailedError) => isPassing(originalResponse),
    onUploadUrlAvailable: () => {
      if (upload.url !== null) film.onPlace(upload.url)
    },
    onProgress: (sent, total) => film.onProgress(total === 0 ? 0 : sent / total),
    onSuccess: () => film.onDone(),
    onError: (error) => void refusalOf(error).then((refusal) => film.onStopped(refusal)),
  })
  upload.start()
  // Aborting only stops our own requests: the promise tells of nothing else.
  return { pause: () => void upload.abort() }
}

/** No answer, a fault of the server, a nonce gone stale, and an offset that moved are asked again. */
function isPassing(response: HttpResponse | null): boolean {
  const status = response?.getStatus() ?? 0
  return status === 0 || status >= 500 || status === 401 || status === 409 || status === 423
}

async function refusalOf(error: Error): Promise<Refusal> {
  const response = 'originalResponse' in error ? (error as DetailedError).originalResponse : null
  if (!response?.getStatus()) return new Refusal('network-down', {}, { cause: error })
  return readProblem(
    new Response(response.getBody(), {
      status: response.getStatus(),
      headers: { 'content-type': response.getHeader('content-type') ?? '' },
    }),
  )
}
