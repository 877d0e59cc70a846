import { Refusal } from '@etui/shared/refusal.ts'
import type { RefusalCode } from '@etui/shared/refusal.ts'
import { mostJournalEntries, sendJournal as endpoint } from '@etui/shared/wire/journal.ts'
import type { JournalEntry, JudgedEntry } from '@etui/shared/wire/journal.ts'
import type { Caller } from '../http/call.ts'
import { readFacts } from '../workstation/workstation-db.ts'
import type { Workstation } from '../workstation/workstation.ts'
import type { OpenedEntry } from './entry-content.ts'
import { forgetDone, keepJudged, readEntries } from './journal-store.ts'

export interface SendNeeds {
  readonly workstation: Pick<Workstation, 'db' | 'reach' | 'now'>
  readonly call: Caller
  readonly locks?: LockManager
}

/** What the server will never take, however often it is asked. */
const lasting: readonly RefusalCode[] = [
  'journal-conflict',
  'staff-unknown',
  'request-malformed',
  'body-too-large',
]

/**
 * Sends the journal of whoever is signed in, in order, one tab at a time. A batch whose answer was lost is sent again: the
 * server answers the same. Nothing leaves the list of what is to be sent before the server's word on it is on the disk.
 * Stops at the first refusal that may pass, and answers it; undefined when nothing is left to send.
 */
export function sendJournal(needs: SendNeeds): Promise<Refusal | undefined> {
  const { workstation, locks = navigator.locks } = needs
  const { db, now } = workstation
  return locks.request('etui-journal', { ifAvailable: true }, async (lock) => {
    if (!lock) return undefined
    await forgetDone(db, now())
    try {
      while (await sendSome(needs));
      return undefined
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'network-down' || error.code === 'server-fault') {
        workstation.reach.saw(false)
      }
      return error
    }
  })
}

/** Whether there was anything to send. */
async function sendSome({ workstation, call }: SendNeeds): Promise<boolean> {
  const { db, now } = workstation
  // Asked of the store each time: somebody may have left, and another come.
  const { session } = await readFacts(db)
  if (!session) return false
  const { professionalId } = session.professional
  const most = { state: 'waiting', most: mostJournalEntries } as const
  const batch = ofOneCounter(await readEntries(db, professionalId, most))
  const [first] = batch
  if (!first) return false
  const { counterId } = first.content
  const judged = await askEach(batch, async (entries) => {
    const body = { counterId, entries: entries.map(entryOf) }
    return (await call(endpoint, { body })).judged
  })
  workstation.reach.saw(true)
  await keepJudged(db, judged, now())
  return true
}

type Asking = (entries: readonly OpenedEntry[]) => Promise<readonly JudgedEntry[]>
type Answers = { entry: OpenedEntry; judged: JudgedEntry }[]

/** All at once; one by one where the server will not take them together, so that one bad entry does not hold up the rest. */
async function askEach(entries: readonly OpenedEntry[], ask: Asking): Promise<Answers> {
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

function answerIn(answers: ReadonlyMap<string, JudgedEntry>, { entryId }: OpenedEntry) {
  const judged = answers.get(entryId)
  // An answer that leaves an entry out is none: all of it is asked again.
  if (!judged) throw new Refusal('server-fault')
  return judged
}

/** As many as follow each other at the first one's counter: a workstation may be another for another professional. */
function ofOneCounter(entries: readonly OpenedEntry[]): readonly OpenedEntry[] {
  const counterId = entries[0]?.content.counterId
  const end = entries.findIndex(({ content }) => content.counterId !== counterId)
  return end === -1 ? entries : entries.slice(0, end)
}

function entryOf({ entryId, content }: OpenedEntry): JournalEntry {
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
