import type { Bytes } from '../bytes/bytes.ts'
import { fromHex } from '../bytes/hex.ts'

/**
 * Preset dictionary of format version 1, 180 bytes: what every presentation says, without an origin. Its SHA-256 begins
 * `ffbaf63abe8a3f5e` and it never changes within version 1.
 */
export const DICTIONARY_1: Bytes = fromHex(
  '632f8458f7a301260d844da3012604440010190125a0589ba6016868747470733a2f2f041a6b023080061a6b02' +
    '308008a101a4010220012158200022f519ffffa16b7374617475735f6c697374a2636964781a00010063757269' +
    '6c68747470733a2f2f2f732f313a000100ab010002600360041a01298c450501061a010b2e71070a0805091a04' +
    '8009e10a1a0135507f0b0058400010190126a0581ca403627073061a6b023080182748003a0001000201584000',
)
