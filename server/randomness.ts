import { randomBytes, randomFillSync } from 'node:crypto'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'

/** So many unpredictable bytes. A need, given to whoever asks for it; tests bring their own. */
export type Randomness = (count: number) => Bytes

/** The machine's, drawn 4 kB at a time for the small askings, since a draw costs more than its bytes; none is given twice. */
export const machineRandomness: Randomness = (count) => {
  if (count > pool.length / 16) return new Uint8Array(randomBytes(count))
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const given = pool.slice(used, used + count)
  pool.fill(0, used, used + count)
  used += count
  return given
}
const pool = new Uint8Array(4_096)
let used = pool.length
