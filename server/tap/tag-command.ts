import { randomBytes } from 'node:crypto'
import { toHex } from '@etui/shared/bytes/hex.ts'
import { encodeNdef, uriRecord } from '@etui/shared/ndef/ndef.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { chipLink, counterLink } from '@etui/shared/tap/counter-link.ts'
import type { Clock } from '../clock.ts'
import type { TagStore } from './tag-store.ts'

export interface TagCommandNeeds {
  readonly tags: TagStore
  readonly clock: Clock
  /** Origin of the card app, which a tag leads to. */
  readonly cardOrigin: string
}

/** What is written on a tag, and what to tell whoever writes it. */
export interface WrittenTag {
  /** the NDEF message */
  readonly message: Uint8Array
  readonly text: string
}

/**
 * Makes a counter's tag: a plain one holds the counter's link and nothing secret; a chip gets keys of its own, told in
 * this text and never again. Throws `counter-unknown`.
 */
export async function makeTag(
  { counterId, isChip }: { readonly counterId: string; readonly isChip: boolean },
  needs: TagCommandNeeds,
): Promise<WrittenTag> {
  const { tags, clock, cardOrigin } = needs
  if (!isChip) {
    if (!(await tags.hasCounter(counterId))) throw new Refusal('counter-unknown')
    const link = counterLink(cardOrigin, counterId)
    const message = encodeNdef([uriRecord(link)])
    return { message, text: `Link     ${link}\nMessage  ${toHex(message)}\n` }
  }
  const keys = { change: randomBytes(16), metaRead: randomBytes(16), fileRead: randomBytes(16) }
  const tagId = await tags.add(counterId, keys, clock())
  if (tagId === null) throw new Refusal('counter-unknown')
  const link = chipLink(cardOrigin, tagId)
  const message = encodeNdef([uriRecord(link)])
  return { message, text: chipText(link, message, keys) }
}

interface ChipKeys {
  readonly change: Buffer
  readonly metaRead: Buffer
  readonly fileRead: Buffer
}

function chipText(link: string, message: Uint8Array, keys: ChipKeys): string {
  const { enciphered, mac } = mirrorOffsets(message)
  return `Link     ${link}
Message  ${toHex(message)}

For an NTAG 424 DNA. Write the message into file 2 after its length (2 bytes), then these keys and settings:

  key 0 (changes the chip)     ${keys.change.toString('hex')}
  key 1 (SDM meta read)        ${keys.metaRead.toString('hex')}
  key 2 (SDM file read)        ${keys.fileRead.toString('hex')}
  keys 3 and 4                 of your own, not zero
  file 2                       read by anybody, written and changed by key 0
  SDM                          mirrors UID and counter, enciphered, in ASCII
  SDMMetaRead, SDMFileRead     1, 2; SDMCtrRet none
  PICCDataOffset               ${enciphered}
  SDMMACInputOffset            ${mac}
  SDMMACOffset                 ${mac}

The keys are told here and nowhere else. Key 0 is not kept: without it this chip cannot be changed again.
`
}

/**
 * Where a chip writes into its link, counted in its file, whose first two bytes are the message's length: the first run
 * of 32 zeros is for its enciphered number and count, the next of 16 for the MAC (NXP AN12196, 4.4).
 */
export function mirrorOffsets(message: Uint8Array): { enciphered: number; mac: number } {
  const text = Buffer.from(message).toString('latin1')
  const enciphered = text.indexOf('0'.repeat(32))
  const mac = text.indexOf('0'.repeat(16), enciphered + 32)
  if (enciphered < 0 || mac < 0) throw new TypeError('a chip’s link leaves room for what it says')
  return { enciphered: enciphered + 2, mac: mac + 2 }
}
