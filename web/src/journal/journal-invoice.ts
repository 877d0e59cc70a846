import { workingIn } from '../staff/kept-team.ts'
import { readFacts } from '../workstation/workstation-db.ts'
import type { WorkstationDb } from '../workstation/workstation-db.ts'
import type { InvoiceContent } from './entry-content.ts'
import { addEntry, findEntry } from './journal-store.ts'

export type MadeInvoice = Omit<InvoiceContent, 'kind' | 'professional' | 'staff' | 'outcome'> & {
  /** drawn by the counter: the same again is the same invoice */
  readonly invoiceId: string
}

/**
 * Writes an invoice down behind the reading it rests on, before anybody is told that it is kept. False where it is not on
 * the disk, or where the reading is not one of whoever is signed in.
 */
export async function journalInvoice(
  db: WorkstationDb,
  { invoiceId, ...made }: MadeInvoice,
): Promise<boolean> {
  try {
    const facts = await readFacts(db)
    const professional = facts.session?.professional
    if (!professional) return false
    const { professionalId, name } = professional
    const reading = await findEntry(db, professionalId, made.readingId)
    if (reading?.content.kind !== 'reading' || reading.content.verdict !== 'valid') return false
    const staff = workingIn(facts)
    const content = {
      kind: 'invoice',
      ...made,
      professional: { professionalId, name },
      ...(staff && { staff: { staffId: staff.staffId, name: staff.name } }),
    } as const
    await addEntry(db, content, `${professionalId} invoice ${invoiceId}`, invoiceId)
    return true
  } catch {
    // A full disk, a store that was closed: whatever it was, the invoice is not on the disk.
    return false
  }
}
