import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import { FilmOfCase } from '@etui/shared/wire/case.ts'
import { readFilm } from '../check/film-objects.ts'
import type { RecordingRow } from '../check/recording-store.ts'
import type { CaseNeeds } from './case-needs.ts'
import { whyNotHeld } from './case-needs.ts'
import { readRange } from './byte-range.ts'
import { filmLog } from './film-log.ts'

/** Decrypted at a time; an answer to a range is no longer than this, and the player asks on. */
const sliceBytes = 1 << 20

/**
 * A film of a case, decrypted on its way, for the agent whose lease is alive, and written down before its first byte. It is
 * stored nowhere. One range of bytes is answered (RFC 9110, 14), which is how a browser seeks.
 */
export async function filmRoutes(scope: FastifyInstance, needs: CaseNeeds): Promise<void> {
  const { checks, recordings, clock } = needs
  const writeOpened = filmLog(needs.audit)

  scope.get<{ Params: FilmOfCase }>(
    '/checks/:checkId/recordings/:kind',
    { schema: { params: FilmOfCase } },
    async ({ agent, params: { checkId, kind }, headers }, reply) => {
      const { agentId } = agent
      const at = clock()
      const row = await checks.leased(checkId, agentId, at)
      if (!row?.leaseEndsAt) throw await whyNotHeld(checkId, needs)
      const film = (await recordings.ofCheck(checkId)).find((each) => each.kind === kind)
      if (film?.state !== 'complete') throw new Refusal('route-unknown')
      const range = readRange(headers.range, film.size)
      reply.headers({ 'accept-ranges': 'bytes', 'cache-control': 'no-store' })
      if (range === 'unsatisfiable') {
        return reply.code(416).header('content-range', `bytes */${film.size}`).send()
      }
      await writeOpened({ agentId, checkId, kind, leaseEndsAt: row.leaseEndsAt }, at)
      reply.type(typeOf(film))
      if (!range) {
        const body = Readable.from(slicesOf(film), { objectMode: false })
        return reply.header('content-length', film.size).send(body)
      }
      const { from } = range
      const to = Math.min(range.to, from + sliceBytes)
      const bytes = await readFilm(film, needs, { from, to })
      return reply
        .code(206)
        .header('content-range', `bytes ${from}-${to - 1}/${film.size}`)
        .send(bytes)
    },
  )

  async function* slicesOf(film: RecordingRow): AsyncGenerator<Buffer> {
    for (let from = 0; from < film.size; from += sliceBytes) {
      const to = Math.min(film.size, from + sliceBytes)
      yield await readFilm(film, needs, { from, to })
    }
  }
}

/** What the phone called its film is not believed beyond the two kinds there are: it is shown on the agents' origin. */
function typeOf({ contentType }: RecordingRow): string {
  const [type = ''] = contentType.split(';')
  return type === 'video/webm' || type === 'video/mp4' ? type : 'application/octet-stream'
}
