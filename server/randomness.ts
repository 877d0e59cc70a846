import { randomBytes } from 'node:crypto'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'

/** So many unpredictable bytes. A need, given to whoever asks for it; tests bring their own. */
export type Randomness = (count: number) => Bytes

export const machineRandomness: Randomness = (count) => new Uint8Array(randomBytes(count))
