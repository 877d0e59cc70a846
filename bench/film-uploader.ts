import type { Pool } from 'undici'
import { recordingLimits } from '@etui/shared/enrolment/recording.ts'
import { makeProver } from './dpop-asker.ts'
import { nextAddress } from './phone-askers.ts'

/** A phone that uploads films by the tus protocol (1.0.0), in the pieces the app sends, each with its proof. */
export class FilmUploader {
  readonly #prover = makeProver()
  #nonce: string | undefined

  get thumbprint(): string {
    return this.#prover.thumbprint
  }

  /** Sends a whole film in the place of the one before; throws unless every piece is taken, and the film with the last. */
  async upload(film: Buffer, pool: Pool, port: number): Promise<void> {
    // The first call of all has no nonce yet, and is answered with one.
    if (this.#nonce === undefined) await this.#call(pool, port, 'HEAD', '/api/recordings/none', {})
    const begun = await this.#call(pool, port, 'POST', '/api/recordings', {
      'upload-length': String(film.length),
      'upload-metadata': `kind ${btoa('document')},filetype ${btoa('video/webm;codecs=vp8')}`,
    })
    if (begun.status !== 201) throw new Error(`an upload was answered ${begun.status}`)
    const piece = recordingLimits.mostPieceBytes
    for (let at = 0; at < film.length; at += piece) {
      const headers = {
        'upload-offset': String(at),
        'content-type': 'application/offset+octet-stream',
      }
      const bytes = film.subarray(at, at + piece)
      const answer = await this.#call(pool, port, 'PATCH', begun.location, headers, bytes)
      if (answer.status !== 204) throw new Error(`a piece was answered ${answer.status}`)
    }
  }

  async #call(
    pool: Pool,
    port: number,
    method: 'HEAD' | 'POST' | 'PATCH',
    path: string,
    more: Record<string, string>,
    body?: Buffer,
  ): Promise<{ readonly status: number; readonly location: string }> {
    const origin = `http://localhost:${port}`
    const answer = await pool.request({
      method,
      path,
      headers: {
        host: `localhost:${port}`,
        origin,
        'x-forwarded-for': nextAddress(),
        'tus-resumable': '1.0.0',
        dpop: this.#prover.proof(method, origin + path, this.#nonce),
        ...more,
      },
      ...(body && { body }),
    })
    await answer.body.dump()
    this.#nonce = String(answer.headers['dpop-nonce'] ?? this.#nonce)
    return { status: answer.statusCode, location: String(answer.headers['location']) }
  }
}
