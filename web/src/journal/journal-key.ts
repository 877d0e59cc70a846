import { utf8 } from '@etui/shared/bytes/bytes.ts'
import type { KeptEntry, WorkstationDb } from '../workstation/workstation-db.ts'
import { strict } from '../workstation/workstation-db.ts'
import type { EntryContent } from './entry-content.ts'

type Sealed = KeptEntry['sealed']

/**
 * This machine's key of the journal: AES-256-GCM, made here at its first entry, and nothing can export it. It shields the
 * journal from the next user of the page, not from whoever takes the disk.
 */
export async function journalKey(db: WorkstationDb): Promise<CryptoKey> {
  const held = await db.get('journalKey', 'journalKey')
  if (held) return held
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
  const transaction = db.transaction('journalKey', 'readwrite', strict)
  // Another tab may have made one meanwhile: the first stays.
  const first = await transaction.store.get('journalKey')
  if (!first) await transaction.store.put(made, 'journalKey')
  await transaction.done
  return first ?? made
}

/** Seals what an entry says for this entry alone. */
export async function sealEntry(
  key: CryptoKey,
  entryId: string,
  content: EntryContent,
): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const plain = utf8(JSON.stringify(content))
  const sealed = await crypto.subtle.encrypt(sealOf(nonce, entryId), key, plain)
  return { nonce, bytes: new Uint8Array(sealed) }
}

/** Throws OperationError when the bytes are not what was sealed for that entry. */
export async function openEntry(
  key: CryptoKey,
  { entryId, sealed }: Pick<KeptEntry, 'entryId' | 'sealed'>,
): Promise<EntryContent> {
  const plain = await crypto.subtle.decrypt(sealOf(sealed.nonce, entryId), key, sealed.bytes)
  // What the tag vouches for was written by `sealEntry`.
  return JSON.parse(new TextDecoder().decode(plain)) as EntryContent
}

function sealOf(nonce: Uint8Array<ArrayBuffer>, entryId: string): AesGcmParams {
  return { name: 'AES-GCM', iv: nonce, additionalData: utf8(entryId) }
}
