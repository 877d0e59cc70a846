import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const wasmPath = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
let isReady: Promise<unknown> | undefined

/** Reads every QR code on a screenshot (PNG bytes). An empty list is what a counter would see: nothing to read. */
export async function readCodes(picture: Uint8Array): Promise<string[]> {
  isReady ??= prepare()
  await isReady
  const found = await readBarcodes(new Blob([new Uint8Array(picture)]), {
    formats: ['QRCode'],
    tryHarder: true,
  })
  return found.filter((code) => code.isValid).map((code) => code.text)
}

/** Without its bytes the library would fetch them from a public address. */
async function prepare(): Promise<unknown> {
  const wasm = await readFile(wasmPath)
  return prepareZXingModule({
    overrides: { wasmBinary: new Uint8Array(wasm).buffer },
    fireImmediately: true,
  })
}
