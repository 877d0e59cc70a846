import { type MakeNdefReader, type NfcTrouble, troubleOf } from './nfc.ts'
import { readTag } from './read-tag.ts'

/** `written`: what the tag says now is what was written. `differs`: it says something else. */
export type TagWritten =
  | { readonly kind: 'written' | 'differs' | 'stopped' }
  | { readonly kind: 'trouble'; readonly trouble: NfcTrouble }

export interface WriteTagNeeds {
  readonly makeReader: MakeNdefReader
  readonly signal: AbortSignal
  /** The tag took it, and is to be read back. */
  readonly onTaken: () => void
}

/** Writes a link on the next tag, then reads it back from the tag. Call it by a press. Never throws, as `readTag`. */
export async function writeTag(link: string, needs: WriteTagNeeds): Promise<TagWritten> {
  const { makeReader, signal, onTaken } = needs
  try {
    await makeReader().write({ records: [{ recordType: 'url', data: link }] }, { signal })
  } catch (error) {
    const trouble = signal.aborted ? undefined : troubleOf(error, 'write')
    return trouble === undefined ? { kind: 'stopped' } : { kind: 'trouble', trouble }
  }
  onTaken()
  const read = await readTag({ makeReader, signal })
  if (read.kind !== 'link') return read
  return { kind: read.link === link ? 'written' : 'differs' }
}
