import { DICTIONARY_1 } from '@etui/shared/presentation/dictionary.ts'
import { webSealing } from '@etui/shared/presentation/platform-web.ts'
import { drawBytes } from '../vault/draw-bytes.ts'

/** Digits of a code as large as nearly every frame's. Nobody's: no reader takes them for a frame. */
export const rehearsedDigits = '0'.repeat(989)

/** Packs and seals as much as a frame holds, for nobody, so that the first frame finds its tools warm. */
export async function rehearseFrame(): Promise<void> {
  const { deflate, makeEphemeral, seal } = webSealing
  const { publicKey } = await makeEphemeral()
  const packed = await deflate(drawBytes(480), DICTIONARY_1)
  await seal(publicKey, drawBytes(32), packed)
}
