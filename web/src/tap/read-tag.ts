import { type MakeNdefReader, type NdefReading, type NfcTrouble, troubleOf } from './nfc.ts'

/** What one tap gave: the first link on the tag, '' where there is none. */
export type TagRead =
  | { readonly kind: 'link'; readonly link: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'trouble'; readonly trouble: NfcTrouble }

export interface ReadTagNeeds {
  readonly makeReader: MakeNdefReader
  /** Ends the reading: whoever waits gets `stopped`. */
  readonly signal: AbortSignal
  /** A tag was there and could not be read; the reading goes on. */
  readonly onUnreadable?: () => void
}

/**
 * Waits for one tag, and lets the antenna go with it. Call it by a press: the browser may have to ask the person, and
 * asks only then. Never throws for what the person, the phone or the tag does.
 */
export async function readTag({
  makeReader,
  signal,
  onUnreadable,
}: ReadTagNeeds): Promise<TagRead> {
  const ending = new AbortController()
  const until = AbortSignal.any([signal, ending.signal])
  try {
    const reader = makeReader()
    const tapped = new Promise<TagRead>((resolve) => {
      const options = { signal: until }
      reader.addEventListener('reading', (event) => resolve(linkOn(event as NdefReading)), options)
      reader.addEventListener('readingerror', () => onUnreadable?.(), options)
      until.addEventListener('abort', () => resolve({ kind: 'stopped' }))
    })
    await reader.scan({ signal: until })
    return await tapped
  } catch (error) {
    const trouble = signal.aborted ? undefined : troubleOf(error, 'scan')
    return trouble === undefined ? { kind: 'stopped' } : { kind: 'trouble', trouble }
  } finally {
    ending.abort()
  }
}

function linkOn({ message }: NdefReading): TagRead {
  const record = message.records.find(({ recordType }) => /^(absolute-)?url$/.test(recordType))
  return { kind: 'link', link: record?.data ? new TextDecoder().decode(record.data) : '' }
}
