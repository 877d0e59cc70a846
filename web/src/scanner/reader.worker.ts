import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'
import type { PictureRead, PictureSent } from './frame-reading.ts'

/**
 * Reads QR codes off the page's thread. Its WebAssembly is an asset of ours: the library's own default is a public
 * address, which nothing here may call.
 */
const ready = prepareZXingModule({
  overrides: { locateFile: () => wasmUrl },
  fireImmediately: true,
})

let canvas: OffscreenCanvas | undefined

self.addEventListener('message', (event: MessageEvent<PictureSent>) => {
  const { turn, picture } = event.data
  void read(turn, picture).then((answer) => self.postMessage(answer, {}))
})

async function read(turn: number, picture: ImageBitmap): Promise<PictureRead> {
  await ready
  const { width, height } = picture
  canvas ??= new OffscreenCanvas(width, height)
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new TypeError('This browser draws no picture in a worker')
  context.drawImage(picture, 0, 0)
  picture.close()
  const found = await readBarcodes(context.getImageData(0, 0, width, height), {
    formats: ['QRCode'],
    tryHarder: true,
    tryDownscale: true,
    maxNumberOfSymbols: 1,
    returnErrors: true,
  })
  const code = found[0]
  if (!code) return { turn, kind: 'nothing' }
  return code.isValid ? { turn, kind: 'text', text: code.text } : { turn, kind: 'blurred' }
}
