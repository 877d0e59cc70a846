import languageUrl from '@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz?url'
import createCore from 'tesseract.js-core/tesseract-core-simd-lstm.js'
import wasmUrl from 'tesseract.js-core/tesseract-core-simd-lstm.wasm?url'
import type { PictureSent } from '../scanner/frame-reading.ts'
import { encodeGrey } from './grey-picture.ts'
import { unpack } from './unpack.ts'
import type { TextRead } from './text-reading.ts'

/**
 * Reads printed text off the page's thread, on this device. The WebAssembly and the model of letters are assets of ours,
 * and nothing of a picture is kept past its answer.
 */
const ready = start()

self.addEventListener('message', (event: MessageEvent<PictureSent>) => {
  // Reported, a fault reaches the page as an error of this worker.
  void read(event.data).then((answer) => self.postMessage(answer, {}), reportError)
})

async function start() {
  const [core, language] = await Promise.all([
    createCore({ locateFile: () => wasmUrl, print: ignore, printErr: ignore }),
    fetchLanguage(),
  ])
  core.FS.writeFile('eng.traineddata', language)
  const tesseract = new core.TessBaseAPI()
  if (tesseract.Init('.', 'eng', neuralEngine) !== 0) throw new TypeError('The model is not one')
  tesseract.SetVariable('tessedit_pageseg_mode', oneBlock)
  return { core, tesseract }
}

const neuralEngine = 1
const oneBlock = '6'

/** Its remarks on a picture are nobody's business. */
function ignore(): void {}

async function fetchLanguage(): Promise<Uint8Array> {
  const answer = await fetch(languageUrl)
  if (!answer.ok) throw new TypeError(`The model of letters: ${answer.status}`)
  return unpack(new Uint8Array(await answer.arrayBuffer()))
}

async function read({ turn, picture }: PictureSent): Promise<TextRead> {
  const { core, tesseract } = await ready
  const { width, height } = picture
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!context) throw new TypeError('This browser draws no picture in a worker')
  context.drawImage(picture, 0, 0)
  picture.close()
  core.FS.writeFile('/input', encodeGrey(context.getImageData(0, 0, width, height)))
  tesseract.SetImageFile(1, 0)
  tesseract.Recognize(null)
  const lines = tesseract.GetUTF8Text().split('\n')
  return { turn, lines: lines.filter((line) => line.trim() !== '') }
}
