/**
 * Web NFC (W3C Community Group report, sections 8 and 9), as much of it as is used here: Chrome on Android has it, and
 * TypeScript's DOM does not know it.
 */
export interface NdefReader extends EventTarget {
  scan(options?: { readonly signal?: AbortSignal }): Promise<void>
  write(
    message: { readonly records: readonly UrlRecord[] },
    options?: { readonly signal?: AbortSignal },
  ): Promise<void>
}

interface UrlRecord {
  readonly recordType: 'url'
  readonly data: string
}

/** The event of one tap. */
export interface NdefReading extends Event {
  readonly message: {
    readonly records: readonly { readonly recordType: string; readonly data: DataView | null }[]
  }
}

export type MakeNdefReader = () => NdefReader

/** How this browser reads tags; undefined where it does not. */
export function nfcOf(page: object = globalThis): MakeNdefReader | undefined {
  if (!('NDEFReader' in page) || typeof page.NDEFReader !== 'function') return undefined
  // What stands under this name is Web NFC's own constructor.
  const Reader = page.NDEFReader as new () => NdefReader
  return () => new Reader()
}

/**
 * Why tags are not read or written: said in plain words, with what to do. `refused` by the person or their settings, `off`
 * in the phone's settings, `unsupported` by the phone, `busy` with another reading, `moved` away too soon, `unwritable` a
 * tag that takes no message.
 */
export type NfcTrouble =
  | 'refused'
  | 'off'
  | 'unsupported'
  | 'busy'
  | 'moved'
  | 'unwritable'
  | 'failed'

/** What a rejection of `scan` or `write` stands for; undefined where it was stopped on purpose. */
export function troubleOf(error: unknown, doing: 'scan' | 'write'): NfcTrouble | undefined {
  const name = error instanceof DOMException ? error.name : ''
  switch (name) {
    case 'AbortError':
      return undefined
    case 'NotAllowedError':
      return 'refused'
    case 'NotReadableError':
      return 'off'
    case 'NotSupportedError':
      return doing === 'scan' ? 'unsupported' : 'unwritable'
    case 'InvalidStateError':
      return 'busy'
    case 'NetworkError':
      return 'moved'
    default:
      return 'failed'
  }
}
