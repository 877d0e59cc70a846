import { Human, type Config } from '@vladmandic/human'
import type { FacePictures, FacesCompared } from './face-pictures.ts'
import { likenessFiles } from './likeness-files.ts'
import { sumUp, type SeenFace } from './likeness.ts'

/**
 * Compares faces off the page's thread, on models of ours; the library's own default is a public address, which nothing
 * here may call. Nothing is kept: neither a model in the browser's storage, nor a picture.
 */
const folder = new URL(likenessFiles.folder, self.location.origin).href
const off = { enabled: false }
const config: Partial<Config> = {
  backend: 'wasm',
  wasmPath: folder,
  modelBasePath: folder,
  cacheModels: false,
  warmup: 'none',
  // Each picture is judged for itself, whatever the one before it was.
  skipAllowed: false,
  cacheSensitivity: 0,
  face: {
    enabled: true,
    detector: { modelPath: 'blazeface.json', rotation: true, maxDetected: 2, minConfidence: 0.3 },
    mesh: { enabled: true, modelPath: 'facemesh.json' },
    description: { enabled: true, modelPath: 'faceres.json' },
    liveness: { enabled: true, modelPath: 'liveness.json' },
    antispoof: { enabled: true, modelPath: 'antispoof.json' },
    attention: off,
    iris: off,
    emotion: off,
  },
  gesture: off,
  body: off,
  hand: off,
  object: off,
  segmentation: off,
}

const ready = start()

async function start(): Promise<Human> {
  const human = new Human(config)
  await human.load()
  // Without WebAssembly the library goes on by other means, ten times slower, and says so nowhere.
  const backend = human.tf.getBackend()
  if (backend !== 'wasm') throw new TypeError(`The models run on ${backend}`)
  return human
}

self.addEventListener('message', (event: MessageEvent<FacePictures>) => {
  void answer(event.data).then((compared) => self.postMessage(compared, {}))
})

async function answer({ turn, document, face }: FacePictures): Promise<FacesCompared> {
  try {
    const human = await ready
    const films = { document: await see(human, document), face: await see(human, face) }
    const likeness = sumUp(films, (one, other) => human.match.similarity([...one], [...other]))
    return { turn, likeness }
  } catch (error) {
    return { turn, fault: String(error) }
  } finally {
    for (const picture of [...document, ...face]) picture.close()
  }
}

/** The largest face of each picture that has one. */
async function see(human: Human, pictures: readonly ImageBitmap[]): Promise<SeenFace[]> {
  const seen: SeenFace[] = []
  for (const picture of pictures) {
    const { face, error } = await human.detect(picture)
    if (error !== null) throw new TypeError(error)
    const [largest] = face.toSorted((one, other) => other.boxRaw[2] - one.boxRaw[2])
    if (!largest?.embedding) continue
    const { yaw = 0, pitch = 0 } = largest.rotation?.angle ?? {}
    seen.push({
      size: largest.boxRaw[2] * largest.boxRaw[3],
      turned: Math.hypot(yaw, pitch),
      liveness: largest.live ?? 0,
      realness: largest.real ?? 0,
      description: largest.embedding,
    })
  }
  return seen
}
