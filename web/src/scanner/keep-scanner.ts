import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url'
// oxlint-disable-next-line import/default -- with `?worker&url` the bundler makes an address of the file
import readerUrl from './reader.worker.ts?worker&url'
import { scannerStore } from './scanner-store.ts'

/** The part of a browser's store of answers that is needed here. */
type Store = Pick<Cache, 'keys' | 'addAll' | 'delete'>

/**
 * Fetches the reader of codes, about a megabyte, unless this phone has it; from then on it is there without network, and
 * an older one is gone. False where it is missing and cannot be had now.
 */
export async function keepScanner(
  files: readonly string[] = [readerUrl, wasmUrl],
  openStore: () => Promise<Store> = () => caches.open(scannerStore),
): Promise<boolean> {
  const wanted = files.map((file) => new URL(file, location.origin).href)
  try {
    const store = await openStore()
    const kept = (await store.keys()).map(({ url }) => url)
    await store.addAll(wanted.filter((url) => !kept.includes(url)))
    await Promise.all(kept.filter((url) => !wanted.includes(url)).map((old) => store.delete(old)))
    return true
  } catch {
    // No network, or no room: either way the reader is not there, and that is what is told.
    return false
  }
}
