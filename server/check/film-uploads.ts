import type { Readable } from 'node:stream'
import { DataStore, ERRORS, Upload } from '@tus/server'
import { recordingKinds, recordingLimits } from '@etui/shared/enrolment/recording.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { putPiece } from './film-objects.ts'
import { type CheckNeeds, removeFilms } from './open-check.ts'
import type { RecordingRow } from './recording-store.ts'
import { refuseFault, settleFilm } from './settle-film.ts'

/** Whose upload a request is about; undefined where the phone has no check under way. */
export interface UploadOwner {
  readonly enrolmentId: string
}

/**
 * The store behind the tus protocol, for one phone: what it uploads becomes sealed pieces of a film of its own open check,
 * and of no other. A piece is on the disk before its row counts it, and counted before it is acknowledged.
 */
export class FilmUploads extends DataStore {
  override readonly extensions = ['creation', 'termination']
  readonly #owner: UploadOwner
  readonly #needs: CheckNeeds

  constructor(owner: UploadOwner, needs: CheckNeeds) {
    super()
    this.#owner = owner
    this.#needs = needs
  }

  /** Gives the upload the name of the film it becomes. */
  override async create(upload: Upload): Promise<Upload> {
    const { checks, recordings, clock } = this.#needs
    const { size = 0, metadata } = upload
    const kind = recordingKinds.find((each) => each === metadata?.['kind'])
    if (!kind || !(size > 0)) throw new Refusal('request-malformed')
    if (size > recordingLimits.mostBytes) {
      throw new Refusal('recording-refused', { reason: 'too-large', kind })
    }
    const check = await checks.latestOf(this.#owner.enrolmentId)
    if (check?.state !== 'recording') throw new Refusal('check-state')
    const contentType = metadata?.['filetype']?.startsWith('video/mp4') ? 'video/mp4' : 'video/webm'
    const made = await recordings.begin({
      checkId: check.checkId,
      kind,
      size,
      contentType,
      at: clock(),
    })
    if (!made) throw new Refusal('check-state')
    await removeFilms(made.replaced, this.#needs)
    upload.id = made.begun.recordingId
    return upload
  }

  override async getUpload(id: string): Promise<Upload> {
    const film = await settleFilm(await this.#filmOf(id), this.#needs)
    refuseFault(film)
    const { recordingId, size, received, kind, createdAt } = film
    return new Upload({
      id: recordingId,
      size,
      offset: received,
      metadata: { kind },
      creation_date: createdAt.toISOString(),
    })
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const film = await this.#filmOf(id)
    const bytes = await whole(stream)
    if (bytes.length === 0) return film.received
    if (film.received !== offset || film.state !== 'uploading') throw ERRORS.INVALID_OFFSET
    if (film.pieces.length >= recordingLimits.mostPieces) {
      throw new Refusal('recording-refused', { reason: 'damaged', kind: film.kind })
    }
    await putPiece(film, bytes, this.#needs)
    const grown = await this.#needs.recordings.append(film, bytes.length)
    if (!grown) {
      await this.#takeBack(id)
      throw ERRORS.INVALID_OFFSET
    }
    refuseFault(await settleFilm(grown, this.#needs))
    return grown.received
  }

  /** Takes a film back; another may be begun. */
  override async remove(id: string): Promise<void> {
    const { checkId, kind } = await this.#filmOf(id)
    const discarded = await this.#needs.recordings.discard(checkId, kind)
    if (!discarded) throw new Refusal('check-state')
    await removeFilms(discarded, this.#needs)
  }

  /** A film that was put away, or deleted with its check, while a piece was written: the piece goes too. */
  async #takeBack(id: string): Promise<void> {
    const film = await this.#needs.recordings.find(id)
    const check = film && (await this.#needs.checks.find(film.checkId))
    if (film?.state === 'deleted' || check?.state === 'withdrawn') {
      if (film) await removeFilms([film], this.#needs)
    }
  }

  /** A film of this phone's own open check. */
  async #filmOf(id: string): Promise<RecordingRow> {
    const film = await this.#needs.recordings.find(id)
    const check = film && (await this.#needs.checks.find(film.checkId))
    const isTheirs = check?.enrolmentId === this.#owner.enrolmentId
    if (!film || !isTheirs || film.state === 'deleted') throw new Refusal('recording-unknown')
    if (check.state !== 'recording') throw new Refusal('check-state')
    return film
  }
}

/** A piece comes in one chunk, and is not copied; `node:stream/consumers` would write it into a Blob and read it back. */
async function whole(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const [first] = chunks
  return first && chunks.length === 1 ? first : Buffer.concat(chunks)
}
