import { prepareZXingModule } from 'zxing-wasm/reader'
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'
import type { PictureRead, PictureSent } from './frame-reading.ts'
import { nativeReader } from './native-reader.ts'
import { planLooks } from './plan-looks.ts'
import { readPicture } from './read-picture.ts'
import type { Seen } from './read-picture.ts'

/**
 * Reads QR codes off the page's thread. Its WebAssembly is an asset of ours: the library's own default is a public
 * address, which nothing here may call.
 */
const ready = prepareZXingModule({
  overrides: { locateFile: () => wasmUrl },
  fireImmediately: true,
})

const nextLooks = planLooks()
const readNative = nativeReader()
let canvas: OffscreenCanvas | undefined
let last: Seen['kind'] = 'nothing'

self.addEventListener('message', (event: MessageEvent<PictureSent>) => {
  const { turn, picture } = event.data
  void read(turn, picture).then((answer) => self.postMessage(answer, {}))
})

async function read(turn: number, picture: ImageBitmap): Promise<PictureRead> {
  await ready
  const image = imageOf(picture)
  picture.close()
  const looks = nextLooks(last)
  let seen = await readPicture(image, looks)
  if (seen.kind !== 'text' && looks.length > 1) {
    const text = await readNative(image)
    if (text !== undefined) seen = { kind: 'text', text }
  }
  last = seen.kind
  return { turn, ...seen }
}

function imageOf(picture: ImageBitmap): ImageData {
  const { width, height } = picture
  canvas ??= new OffscreenCanvas(width, height)
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new TypeError('This browser draws no picture in a worker')
  context.drawImage(picture, 0, 0)
  return context.getImageData(0, 0, width, height)
}
