/**
 * Where objects too large for a row lie: small ones (a mebibyte at most), written whole, in a folder or an S3-compatible
 * store. A name is a path of plain words, `checks/h3Kd/face-9aQ/000001-524288`. Nothing here is encrypted: whoever puts
 * has done that.
 */
export interface BlobStore {
  /** On the disk, or wherever it is to stay, when it resolves; an object of the same name is replaced in one step. */
  put(name: string, bytes: Uint8Array): Promise<void>
  get(name: string): Promise<Buffer | undefined>
  /** The names below a path, in order. */
  list(path: string): Promise<readonly string[]>
  /** Removes everything below a path, and answers how many objects that was. Again does no harm. */
  remove(path: string): Promise<number>
}

const name = /^[\w-]+(?:\/[\w-]+)*$/

/** Throws TypeError for a name that could leave the place objects lie in. */
export function checkBlobName(given: string): string {
  if (!name.test(given)) throw new TypeError('not the name of an object')
  return given
}
