import { Refusal } from '@etui/shared/refusal.ts'
import { writePhone, type PhoneDatabase } from './phone-database.ts'

/**
 * Writes down whether the holder wants the code to work without network. A yes is granted with the next code typed online; a
 * no ends a running lease in the same write. The caller holds the phone's lock.
 */
export async function wishLease(database: PhoneDatabase, isLeaseWanted: boolean): Promise<void> {
  const phone = await database.get('phone', 'phone')
  if (phone === undefined) throw new Refusal('phone-unknown')
  await writePhone(database, async (write) => {
    await write.objectStore('phone').put({ ...phone, isLeaseWanted }, 'phone')
    if (!isLeaseWanted) await write.objectStore('wraps').delete('lease')
  })
}
