import type { LetterReading } from '@etui/shared/phone/letter.ts'
import type { OpenVault } from '../vault/open-vault.ts'
import { writePhone, type PhoneDatabase } from '../vault/phone-database.ts'
import { sealNext, toJsonBytes } from '../vault/record.ts'
import { readHistory } from './holdings.ts'

/** What a holder says of a reading: that it was they, or that they reported it. Milliseconds. */
export type ReadingMark = Pick<LetterReading, 'recognisedAt'> | Pick<LetterReading, 'reportedAt'>

/**
 * Writes down in the vault what its holder says of a reading, on the disk when this returns. A reading that is not there
 * leaves everything as it is. The caller holds the phone's lock; TypeError under a lease, which opens no history.
 */
export async function markReading(
  database: PhoneDatabase,
  vault: OpenVault,
  readingId: string,
  mark: ReadingMark,
): Promise<void> {
  if (vault.vaultKey === null) throw new TypeError('a lease opens no history')
  const history = await readHistory(database, vault)
  const marked = history.map((item) =>
    item.kind === 'reading' && item.id === readingId ? { ...item, ...mark } : item,
  )
  const put = await sealNext(database, 'history', vault.vaultKey, toJsonBytes(marked))
  await writePhone(database, put)
}
