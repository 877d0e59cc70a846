/** Bytes `from` up to and without `to`. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/**
 * The range that a `Range` header asks of `size` bytes (RFC 9110, 14.1.2). Undefined for the whole: no header, more than one
 * range, or a header that is none, which is to be ignored.
 */
export function readRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { from: size - length, to: size }
  }
  const from = Number(first)
  if (last !== '' && Number(last) < from) return undefined
  const to = last === '' ? size : Math.min(Number(last) + 1, size)
  return from >= size ? 'unsatisfiable' : { from, to }
}
