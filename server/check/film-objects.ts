import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { BlobStore } from '../blob/blob-store.ts'
import type { CheckKeys } from './check-keys.ts'
import type { RecordingRow } from './recording-store.ts'

const format = 1
const nonceLength = 12
const tagLength = 16

/** A film that cannot be read as it was written: an object torn, moved, exchanged or gone, or its key destroyed. */
export class FilmUnreadable extends Error {
  override readonly name = 'FilmUnreadable'
}

export interface FilmNeeds {
  readonly blobs: BlobStore
  readonly checkKeys: CheckKeys
}

/** Which film, as its row says. */
export type Film = Pick<RecordingRow, 'recordingId' | 'checkId' | 'kind' | 'size' | 'pieces'>

/** Where everything of a check lies. */
export function filmsPath(checkId: string): string {
  return `checks/${checkId}`
}

export function filmPath({ checkId, kind, recordingId }: Omit<Film, 'size' | 'pieces'>): string {
  return `${filmsPath(checkId)}/${kind}-${recordingId}`
}

/**
 * Seals the next piece of a film and puts it by: `format(1) | nonce(12) | ciphertext | tag(16)`, AES-256-GCM by the
 * check's own key. The film, the piece's number, where it begins, its length and whether it is the last are
 * authenticated: pieces in another order, of another film, or a film cut short do not open. Two requests that bring a
 * piece of the same place but not the same length write two objects; the row says which one counts.
 */
export async function putPiece(
  film: Film,
  bytes: Uint8Array,
  { blobs, checkKeys }: FilmNeeds,
): Promise<void> {
  const begin = film.pieces.reduce((sum, each) => sum + each, 0)
  const place = placeOf(film, { number: film.pieces.length, begin, length: bytes.length })
  const key = await checkKeys.make(film.checkId)
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(place.bound)
  const sealed = [cipher.update(bytes), cipher.final()]
  await blobs.put(
    place.name,
    Buffer.concat([Buffer.of(format), nonce, ...sealed, cipher.getAuthTag()]),
  )
}

/**
 * Reads a film from byte `from` up to and without byte `to`, all of it by default, opening only the pieces needed. Throws
 * FilmUnreadable.
 */
export async function readFilm(
  film: Film,
  { blobs, checkKeys }: FilmNeeds,
  { from = 0, to = film.size }: { readonly from?: number; readonly to?: number } = {},
): Promise<Buffer> {
  const key = await checkKeys.get(film.checkId)
  if (!key) throw new FilmUnreadable('its key was destroyed')
  const parts: Buffer[] = []
  let begin = 0
  for (const [number, length] of film.pieces.entries()) {
    const end = begin + length
    if (end > from && begin < to) {
      const place = placeOf(film, { number, begin, length })
      const bytes = openPiece(key, place, await blobs.get(place.name))
      parts.push(bytes.subarray(Math.max(0, from - begin), Math.min(length, to - begin)))
    }
    begin = end
  }
  if (begin < to) throw new FilmUnreadable('its end is missing')
  return Buffer.concat(parts)
}

interface Place {
  readonly name: string
  readonly bound: Buffer
}

interface Piece {
  readonly number: number
  readonly begin: number
  readonly length: number
}

function placeOf(film: Film, { number, begin, length }: Piece): Place {
  const isLast = begin + length === film.size
  const { checkId, kind, recordingId } = film
  const bound = ['etui film 1', checkId, kind, recordingId, number, begin, length, isLast]
  return {
    name: `${filmPath(film)}/${String(number + 1).padStart(6, '0')}-${length}`,
    bound: Buffer.from(bound.join('|')),
  }
}

function openPiece(key: Buffer, { bound }: Place, sealed: Buffer | undefined): Buffer {
  if (!sealed || sealed.length < 1 + nonceLength + tagLength || sealed[0] !== format) {
    throw new FilmUnreadable('a piece is missing or torn')
  }
  const nonce = sealed.subarray(1, 1 + nonceLength)
  const end = sealed.length - tagLength
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
  decipher.setAAD(bound).setAuthTag(sealed.subarray(end))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + nonceLength, end)), decipher.final()])
  } catch (cause) {
    throw new FilmUnreadable('a piece is not what was written', { cause })
  }
}
