import { MemoryLocker, Server } from '@tus/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { recordingLimits } from '@etui/shared/enrolment/recording.ts'
import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'
import { ofRecording, recordingsUrl } from '@etui/shared/wire/check.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import type { AddressLimit } from '../http/address-limits.ts'
import { FilmUploads } from './film-uploads.ts'
import type { CheckNeeds } from './open-check.ts'

export interface RecordingRouteNeeds extends CheckNeeds {
  /** The activation of the phone that asks. */
  readonly rowOf: (request: FastifyRequest) => Promise<EnrolmentRow>
  readonly origin: string
}

/** Two films of 60 MB in pieces, with room for a network that comes and goes. */
export const uploadLimit: AddressLimit = { most: 600, windowMs: 60_000 }
const pieceType = 'application/offset+octet-stream'

/** What the protocol's own answers of 4xx are among our refusals; tus-js-client goes by the status alone. */
const codeOfStatus: Readonly<Record<number, RefusalCode>> = {
  404: 'recording-unknown',
  409: 'recording-offset',
  410: 'recording-unknown',
  413: 'body-too-large',
}
/** Of what the protocol's library answers, what is ours to send on: never its words on other origins. */
const answered = [
  'location',
  'tus-resumable',
  'tus-extension',
  'tus-version',
  'upload-length',
  'upload-metadata',
  'upload-offset',
]

/**
 * Uploads of films by the tus protocol, 1.0.0. A piece is read whole before it is looked at, 512 KiB at most, and lives in
 * memory alone until it is sealed.
 */
export async function recordingRoutes(
  scope: FastifyInstance,
  needs: RecordingRouteNeeds,
): Promise<void> {
  const locker = new MemoryLocker()
  const path = `${scope.prefix}${recordingsUrl}`
  scope.addContentTypeParser(
    pieceType,
    { parseAs: 'buffer', bodyLimit: recordingLimits.mostPieceBytes },
    (_request, body, done) => done(null, body),
  )

  async function upload(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { enrolmentId } = await needs.rowOf(request)
    let failure: unknown
    const server = new Server({
      path,
      relativeLocation: true,
      locker,
      datastore: new FilmUploads({ enrolmentId }, needs),
      onResponseError: async (_request, error) => {
        failure = error
        return undefined
      },
    })
    const answer = await server.handleWeb(asked(request, needs.origin))
    if (failure !== undefined) throw refusalOf(failure)
    if (answer.status >= 400) throw new Refusal(codeOfStatus[answer.status] ?? 'request-malformed')
    for (const name of answered) {
      const value = answer.headers.get(name)
      if (value !== null) reply.header(name, value)
    }
    return reply.code(answer.status).send()
  }

  const options = { config: { deviceLimit: uploadLimit }, handler: upload }
  scope.route({ ...options, method: 'POST', url: recordingsUrl })
  const url = `${recordingsUrl}/:recordingId`
  const schema = { params: ofRecording }
  scope.route({ ...options, method: ['HEAD', 'PATCH', 'DELETE'], url, schema })
}

/** The request as the protocol's library takes it: its headers, and a body only where there is one to store. */
function asked({ method, url, headers, body }: FastifyRequest, origin: string): Request {
  const given = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && !hopByHop.has(name)) given.set(name, value)
  }
  const hasBody = method === 'PATCH' && Buffer.isBuffer(body) && body.length > 0
  return new Request(origin + url, {
    method,
    headers: given,
    ...(hasBody && { body: new Uint8Array(body) }),
  })
}

const hopByHop = new Set(['connection', 'transfer-encoding', 'keep-alive', 'upgrade', 'te'])

/** The library throws plain objects of a status and a text. */
function refusalOf(failure: unknown): unknown {
  if (failure instanceof Error) return failure
  const status = (failure as { readonly status_code?: unknown }).status_code
  if (typeof status !== 'number' || status >= 500) return new TypeError('the upload failed')
  return new Refusal(codeOfStatus[status] ?? 'request-malformed')
}
