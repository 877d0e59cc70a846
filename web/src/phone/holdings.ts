import type {
  Letter,
  LetterBeneficiary,
  LetterDeskRequest,
  LetterGroupKey,
  LetterItem,
} from '@etui/shared/phone/letter.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { KeptVault } from '../vault/kept-vault.ts'
import type { OpenVault } from '../vault/open-vault.ts'
import { writePhone, type PhoneDatabase } from '../vault/phone-database.ts'
import { readRecord, requireRecord, sealNext, toJsonBytes } from '../vault/record.ts'
import { openLetter } from './open-letter.ts'

/** What an open vault shows: the cards of the last letter, and the keys to seal frames to. */
export interface Holdings {
  /** milliseconds, the server's clock */
  readonly writtenAt: number
  readonly beneficiaries: readonly LetterBeneficiary[]
  readonly groupKeys: readonly LetterGroupKey[]
  /** a desk would activate the card on another phone */
  readonly deskRequest?: LetterDeskRequest
}

/** So many items are kept on the phone: far more than two years of a family's. */
const historyLength = 4_000

/** The cards, or null when no letter was opened yet. Any open vault reads them, one under a lease included. */
export async function readHoldings(kept: KeptVault, vault: OpenVault): Promise<Holdings | null> {
  const plain = await readRecord(kept, 'cards', vault.cardKey)
  // AES-GCM vouches that these are the bytes takeLetter wrote.
  return plain === null ? null : (parse(plain) as Holdings)
}

/** Everything that was told, newest first. A vault under a lease reads none. */
export async function readHistory(
  kept: KeptVault,
  vault: OpenVault,
): Promise<readonly LetterItem[]> {
  if (vault.vaultKey === null) return []
  const plain = await readRecord(kept, 'history', vault.vaultKey)
  // As above: our own bytes.
  return plain === null ? [] : (parse(plain) as readonly LetterItem[])
}

/**
 * Opens the letter that waits, if any, and puts what it brings into the vault, in one strict write with the cursor. A lease
 * leaves it sealed, and so does a letter that does not open: what is held opens without it, and the next letter brings
 * everything. One that has more to tell makes the next refresh due at once. The caller holds the phone's lock.
 */
export async function takeLetter(database: PhoneDatabase, vault: OpenVault): Promise<void> {
  if (vault.vaultKey === null) return
  const [sealed, device, phone] = await Promise.all([
    database.get('letters', 'last'),
    database.get('device', 'device'),
    database.get('phone', 'phone'),
  ])
  if (sealed === undefined || device === undefined || phone === undefined) return
  const mailbox = await requireRecord(database, 'mailbox-key', vault.vaultKey)
  const letter = await openIfReadable(sealed.sealed, mailbox, device.thumbprint)
  if (letter === null) return
  const history = merge(letter.items, await readHistory(database, vault))
  const [putCards, putHistory] = await Promise.all([
    sealNext(database, 'cards', vault.cardKey, toJsonBytes(holdingsOf(letter))),
    sealNext(database, 'history', vault.vaultKey, toJsonBytes(history)),
  ])
  await writePhone(database, async (write) => {
    await putCards(write)
    await putHistory(write)
    await write.objectStore('letters').delete('last')
    await write.objectStore('phone').put(
      {
        ...phone,
        cursor: letter.cursor,
        cardsExpireAt: firstExpiry(letter),
        ...(letter.hasMore && { nextRefreshAt: dueNow }),
      },
      'phone',
    )
  })
}

/** The time of a refresh that goes on where the last letter ended. */
export const dueNow = 0

async function openIfReadable(...letter: Parameters<typeof openLetter>): Promise<Letter | null> {
  try {
    return await openLetter(...letter)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

function holdingsOf({ writtenAt, beneficiaries, groupKeys, deskRequest }: Letter): Holdings {
  return { writtenAt, beneficiaries, groupKeys, ...(deskRequest && { deskRequest }) }
}

/** A letter that was not opened is told again by the next one: an item counts once, and keeps what was said of it here. */
function merge(news: readonly LetterItem[], known: readonly LetterItem[]): readonly LetterItem[] {
  const byId = new Map(known.map((item) => [item.id, item]))
  for (const item of news) byId.set(item.id, { ...byId.get(item.id), ...item })
  return [...byId.values()].toSorted((one, other) => other.at - one.at).slice(0, historyLength)
}

function firstExpiry({ beneficiaries }: Letter): number | null {
  const ends = beneficiaries.map(({ cardExpiresAt }) => cardExpiresAt)
  return ends.length === 0 ? null : Math.min(...ends)
}

function parse(plain: Bytes): unknown {
  return JSON.parse(new TextDecoder().decode(plain))
}
