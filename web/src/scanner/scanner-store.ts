/** Where a phone keeps the reader of codes once it was fetched: too large to be fetched by those who never use it. */
export const scannerStore = 'etui-scanner'

/** The reader's own files among those of the build, by their paths. */
export function isScannerFile(path: string): boolean {
  return /^\/assets\/(reader\.worker|zxing_reader)-[\w-]+\.(js|wasm)$/.test(path)
}
