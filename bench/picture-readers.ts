import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import jsqr from 'jsqr'
import { decodeQR } from 'qr/decode.js'
import { prepareZXingModule } from 'zxing-wasm/reader'
import { readPicture } from '../web/src/scanner/read-picture.ts'
import type { HardPicture } from './hard-pictures.ts'

/** Reads a picture, or does not. */
export type PictureReader = (picture: HardPicture) => Promise<string | undefined>

const { resolve } = createRequire(import.meta.url)
let isPrepared = false

/** Our reader, as the counter's worker has it, and those of others. */
export function pictureReaders() {
  prepare()
  return {
    Étui: async (picture) => textOf(await readPicture(picture)),
    'Étui, first look': async (picture) => textOf(await readPicture(picture, ['plain'])),
    qr: async ({ data, width, height }) => {
      try {
        return decodeQR({ data, width, height })
      } catch {
        // It says by throwing that it found none.
        return undefined
      }
    },
    jsqr: async ({ data, width, height }) => jsqr.default(data, width, height)?.data,
  } as const satisfies Record<string, PictureReader>
}

function textOf(seen: Awaited<ReturnType<typeof readPicture>>): string | undefined {
  return seen.kind === 'text' ? seen.text : undefined
}

/** Without its bytes the library would fetch them from a public address. */
function prepare(): void {
  if (isPrepared) return
  isPrepared = true
  const wasm = readFileSync(resolve('zxing-wasm/reader/zxing_reader.wasm'))
  prepareZXingModule({
    overrides: { wasmBinary: new Uint8Array(wasm).buffer },
    fireImmediately: true,
  })
}
