import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'
import { likenessFiles, likenessModels, likenessWasm } from '../src/likeness/likeness-files.ts'

const require = createRequire(import.meta.url)
const human = dirname(dirname(require.resolve('@vladmandic/human')))
const wasm = dirname(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')))

/** Each file by the name it is served under. */
const files = new Map([
  ...likenessModels
    .flatMap((model) => [`${model}.json`, `${model}.bin`])
    .map((name) => [name, join(human, 'models', name)] as const),
  [likenessWasm, join(wasm, 'dist', likenessWasm)] as const,
])

/**
 * Serves the models that compare faces, and the WebAssembly they run on, out of the packages they come in. Fails the build
 * where the folder's name tells of other versions than are installed: its files are kept by browsers for ever.
 */
export function likenessPlugin(): Plugin {
  const { folder } = likenessFiles
  return {
    name: 'etui:likeness',
    async buildStart() {
      await expectVersion(human, likenessFiles.human)
      await expectVersion(wasm, likenessFiles.wasm)
    },
    async generateBundle() {
      for (const [name, path] of files) {
        const fileName = `${folder.slice(1)}${name}`
        this.emitFile({ type: 'asset', fileName, source: await readFile(path) })
      }
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const path = request.url?.startsWith(folder) && files.get(request.url.slice(folder.length))
        if (!path) return next()
        const isWasm = path.endsWith('.wasm')
        response.setHeader('content-type', isWasm ? 'application/wasm' : 'application/octet-stream')
        createReadStream(path).pipe(response)
      })
    },
  }
}

async function expectVersion(folder: string, expected: string): Promise<void> {
  // Every package has a version in its package.json.
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    version: string
  }
  if (version !== expected) {
    throw new TypeError(`likeness-files.ts tells of ${expected}, and ${folder} is ${version}`)
  }
}
