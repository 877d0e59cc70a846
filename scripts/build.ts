import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { appNames, buildOne, builds } from '../web/vite/apps.ts'

const compress = promisify(brotliCompress)
const compressed = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.wasm'])

/** Builds the three apps and lays a `.br` beside every file worth it, so that the server never compresses a page. */
export async function buildApps(): Promise<void> {
  for (const name of appNames) {
    await buildOne(name)
    const folder = join(fileURLToPath(builds), name)
    const { files, plain, small } = await compressFolder(folder)
    const sizes = `${kilobytes(plain)} plain, ${kilobytes(small)} compressed`
    process.stdout.write(`${name}: ${files} files, ${sizes}\n`)
  }
}

/** Totals in bytes; `small` counts the compressed form where there is one. */
async function compressFolder(folder: string) {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const total = { files: 0, plain: 0, small: 0 }
  for (const entry of names) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    const small = compressed.has(extname(path)) ? await brotli(bytes) : bytes
    if (small !== bytes) await writeFile(`${path}.br`, small)
    total.files += 1
    total.plain += bytes.length
    total.small += small.length
  }
  return total
}

async function brotli(bytes: Buffer): Promise<Buffer> {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  return compress(bytes, { params })
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`
}

if (import.meta.main) await buildApps()
