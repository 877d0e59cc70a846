import type { MakeNdefReader, NdefReader } from './nfc.ts'

/** A reader for tests that tags are held to by hand; what a browser's own does is held in e2e. */
export class TestReader extends EventTarget implements NdefReader {
  /** what `scan` and `write` reject with */
  fault: DOMException | undefined
  isScanning = false
  written: string | undefined

  async scan({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.fault) throw this.fault
    this.isScanning = true
    signal?.addEventListener('abort', () => (this.isScanning = false))
  }

  async write(message: { readonly records: readonly { readonly data: string }[] }): Promise<void> {
    if (this.fault) throw this.fault
    this.written = message.records[0]?.data
  }

  /** One tap of a tag with this link, or of one without. */
  touch(link?: string): void {
    const data = link === undefined ? null : new DataView(new TextEncoder().encode(link).buffer)
    const recordType = link === undefined ? 'empty' : 'url'
    const message = { records: [{ recordType, data }] }
    this.dispatchEvent(Object.assign(new Event('reading'), { message }))
  }

  /** One tap of a tag that cannot be read. */
  miss(): void {
    this.dispatchEvent(new Event('readingerror'))
  }
}

/** A browser with one such reader. */
export function testNfc(): { readonly reader: TestReader; readonly makeReader: MakeNdefReader } {
  const reader = new TestReader()
  return { reader, makeReader: () => reader }
}
