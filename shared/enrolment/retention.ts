/**
 * How long what a check gathered is kept (DOMAIN.md 1.1, article R161-33-18): films and anything biometric 96 hours after
 * the decision and in any case 7 days after receipt, other evidence 3 months.
 */
const hour = 3_600_000
const day = 24 * hour
export const decidedRecordingsMs = 96 * hour
export const receivedRecordingsMs = 7 * day
/**
 * Three months at their shortest. So long a document's number is kept after it was seen at a desk, and what a holder asks to
 * be corrected after it was closed; or after it was asked, where nobody closes it.
 */
export const deskKeptMs = 89 * day

/** When a check's films must be gone at the latest, before anything is decided. Counted from before the first byte. */
export function recordingsDueAt(openedAt: Date): Date {
  return new Date(openedAt.getTime() + receivedRecordingsMs)
}

/** When they must be gone after the decision, unless they are due before. */
export function decidedRecordingsDueAt(decidedAt: Date): Date {
  return new Date(decidedAt.getTime() + decidedRecordingsMs)
}

/** Three months later, on the same day of the month or on the last one where there is no such day (UTC). */
export function evidenceDueAt(endedAt: Date): Date {
  const due = new Date(endedAt)
  due.setUTCDate(1)
  due.setUTCMonth(due.getUTCMonth() + 3)
  const lastDay = new Date(Date.UTC(due.getUTCFullYear(), due.getUTCMonth() + 1, 0)).getUTCDate()
  due.setUTCDate(Math.min(endedAt.getUTCDate(), lastDay))
  return due
}
