import { Refusal } from '@etui/shared/refusal.ts'
import type { RefusalCode } from '@etui/shared/refusal.ts'
import { mostJournalEntries, sendJournal as endpoint } from '@etui/shared/wire/journal.ts'
import type { JournalEntry, JudgedEntry } from '@etui/shared/wire/journal.ts'
import type { Caller } from '../http/call.ts'
import { readFacts } from '../workstation/workstation-db.ts'
import type { WorkstationDb } from '../workstation/workstation-db.ts'
import type { Workstation } from '../workstation/workstation.ts'
import { settleDoubt } from './doubts.ts'
import { isDoubt, isInvoice, isReading } from './entry-content.ts'
import type { InvoiceContent, OpenedEntry, ReadingContent } from './entry-content.ts'
import { findEntry, forgetDone, readEntries, settleEntries } from './journal-store.ts'
import { sendInvoice } from './send-invoice.ts'

export interface SendNeeds {
  readonly workstation: Pick<Workstation, 'db' | 'reach' | 'now'>
  readonly call: Caller
  readonly locks?: LockManager
}

/** What the server will never take of readings, however often it is asked. */
const lasting: readonly RefusalCode[] = [
  'journal-conflict',
  'staff-unknown',
  'request-malformed',
  'body-too-large',
]

/** What the whole server says, and not of one invoice. */
const stopping: readonly RefusalCode[] = ['network-down', 'sign-in-needed', 'limit-reached']

/** What one run leaves for the next. */
interface Left {
  readonly entryIds: Set<string>
  refusal?: Refusal
  /** whether the server took anything */
  hasSent: boolean
}

/**
 * Sends the journal of whoever is signed in, in order, each reading before what was billed on it, one tab at a time. A batch
 * whose answer was lost is sent again: the server answers the same. Nothing leaves the list of what is to be sent before the
 * server's word on it is on the disk. Of invoices it asks one by one, and leaves one that meets a refusal that may pass for
 * the next run. Answers such a refusal; undefined when nothing is left to send.
 */
export function sendJournal(needs: SendNeeds): Promise<Refusal | undefined> {
  const { workstation, locks = navigator.locks } = needs
  const { db, now } = workstation
  return locks.request('etui-journal', { ifAvailable: true }, async (lock) => {
    if (!lock) return undefined
    await forgetDone(db, now())
    const left: Left = { entryIds: new Set(), hasSent: false }
    try {
      while (await sendSome(needs, left));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      left.refusal = error
    }
    const code = left.refusal?.code
    if (code === 'network-down' || (code === 'server-fault' && !left.hasSent)) {
      workstation.reach.saw(false)
    }
    return left.refusal
  })
}

/** Whether there was anything to send. */
async function sendSome(needs: SendNeeds, left: Left): Promise<boolean> {
  const { workstation, call } = needs
  const { db, reach, now } = workstation
  const ownerId = await ownerOf(db)
  if (ownerId === undefined) return false
  const most = { state: 'waiting', most: mostJournalEntries + left.entryIds.size } as const
  const batch = (await readEntries(db, ownerId, most)).filter(
    ({ entryId }) => !left.entryIds.has(entryId),
  )
  const readings = ofOneCounter(batch.filter(isReading))
  if (readings.length > 0) {
    await settleEntries(db, await judge(readings, call), now())
    reach.saw(true)
    left.hasSent = true
    return true
  }
  // Each invoice rests on a reading that was made before it, and has been judged.
  for (const entry of batch) {
    if ((await ownerOf(db)) !== ownerId) return true
    await askOf(entry, needs, left)
  }
  return batch.length > 0
}

/** One invoice, or what became of one; left for the next run where the server does not say now. */
async function askOf(entry: OpenedEntry, needs: SendNeeds, left: Left): Promise<void> {
  const { workstation, call, locks } = needs
  const { db, reach, now } = workstation
  try {
    let isSettled = true
    if (isInvoice(entry)) await settleEntries(db, [await bill(entry, { db, call })], now())
    else if (isDoubt(entry)) {
      isSettled = await settleDoubt(entry, { db, now, call, ...(locks && { locks }) })
    }
    if (!isSettled) return void left.entryIds.add(entry.entryId)
    left.hasSent = true
    reach.saw(true)
  } catch (error) {
    if (!(error instanceof Refusal) || stopping.includes(error.code)) throw error
    left.entryIds.add(entry.entryId)
    left.refusal = error
  }
}

/** Asked of the store each time: somebody may have left, and another come. */
async function ownerOf(db: WorkstationDb): Promise<string | undefined> {
  return (await readFacts(db)).session?.professional.professionalId
}

type Reading = OpenedEntry<ReadingContent>

/** Readings as the server judged them: the digits have served. */
async function judge(readings: readonly Reading[], call: Caller): Promise<Reading[]> {
  const [first] = readings
  const counterId = first?.content.counterId ?? ''
  const answers = await askEach(readings, async (entries) => {
    const body = { counterId, entries: entries.map(entryOf) }
    return (await call(endpoint, { body })).judged
  })
  return answers.map(({ entry, judged: told }) => {
    const { frame: _frame, challenge: _challenge, ...content } = entry.content
    const { entryId: _id, person: _person, ...judged } = told
    return { ...entry, content: { ...content, judged } }
  })
}

/** An invoice with what became of it, and where its reading is why, what became of that. */
async function bill(
  entry: OpenedEntry<InvoiceContent>,
  { db, call }: { readonly db: WorkstationDb; readonly call: Caller },
): Promise<OpenedEntry<InvoiceContent>> {
  const outcome = await sendInvoice(entry, call)
  const { content } = entry
  if (outcome.kind === 'billed') return { ...entry, content: { ...content, outcome } }
  const reading = await findEntry(db, content.professional.professionalId, content.readingId)
  const judged = reading && isReading(reading) ? reading.content.judged : undefined
  const why = judged && judged.judgement !== 'accepted' && { judged }
  return { ...entry, content: { ...content, outcome: { ...outcome, ...why } } }
}

type Asking = (entries: readonly Reading[]) => Promise<readonly JudgedEntry[]>
type Answers = { entry: Reading; judged: JudgedEntry }[]

/** All at once; one by one where the server will not take them together, so that one bad entry does not hold up the rest. */
async function askEach(entries: readonly Reading[], ask: Asking): Promise<Answers> {
  try {
    const answers = new Map((await ask(entries)).map((each) => [each.entryId, each]))
    return entries.map((entry) => ({ entry, judged: answerIn(answers, entry) }))
  } catch (error) {
    if (!(error instanceof Refusal) || !lasting.includes(error.code)) throw error
    const [only] = entries
    if (only && entries.length === 1) {
      return [{ entry: only, judged: { entryId: only.entryId, judgement: 'refused' } }]
    }
    const apart: Answers = []
    for (const entry of entries) apart.push(...(await askEach([entry], ask)))
    return apart
  }
}

function answerIn(answers: ReadonlyMap<string, JudgedEntry>, { entryId }: Reading) {
  const judged = answers.get(entryId)
  // An answer that leaves an entry out is none: all of it is asked again.
  if (!judged) throw new Refusal('server-fault')
  return judged
}

/** As many as follow each other at the first one's counter: a workstation may be another for another professional. */
function ofOneCounter(entries: readonly Reading[]): readonly Reading[] {
  const counterId = entries[0]?.content.counterId
  const end = entries.findIndex(({ content }) => content.counterId !== counterId)
  return end === -1 ? entries : entries.slice(0, end)
}

function entryOf({ entryId, content }: Reading): JournalEntry {
  const { frame = '', readAt, verdict, challenge, staff } = content
  return {
    entryId,
    frame,
    readAt,
    verdict,
    ...(challenge === undefined ? {} : { challenge }),
    ...(staff && { staffId: staff.staffId }),
  }
}
