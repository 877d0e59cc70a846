import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { strict } from '../workstation/workstation-db.ts'
import type { EntryState, KeptEntry, WorkstationDb } from '../workstation/workstation-db.ts'
import { isDoubt } from './entry-content.ts'
import type { DoubtContent, EntryContent, OpenedEntry } from './entry-content.ts'
import { tellChange } from './journal-changes.ts'
import { journalKey, openEntry, sealEntry } from './journal-key.ts'

/** What is over stays in sight for a day. */
export const doneKeptMs = 24 * 3_600_000

/**
 * Writes one entry; resolves once the disk has it, with its id, or that of the one it already had of the same `proof`: of a
 * reading whose it is, the replay key in hexadecimal, and the verdict. Whatever the store refuses is thrown.
 */
export async function addEntry(
  db: WorkstationDb,
  content: EntryContent,
  proof: string,
  entryId = toBase64url(crypto.getRandomValues(new Uint8Array(16))),
): Promise<string> {
  const before = await writeEntry(db, content, { proof, entryId })
  if (!before) tellChange(db)
  return before?.entryId ?? entryId
}

const proofOfDoubt = (ownerId: string, invoiceId = '') => `${ownerId} doubt ${invoiceId}`

/**
 * Writes an invoice down whose validation goes out, and tells nobody: mostly it is answered at once. False where one was in
 * doubt already: it is so anew, whatever was said of it since.
 */
export async function addDoubt(
  db: WorkstationDb,
  content: DoubtContent,
  invoiceId: string,
): Promise<boolean> {
  const { professionalId: ownerId } = content.professional
  const proof = proofOfDoubt(ownerId, invoiceId)
  const sealed = await sealEntry(await journalKey(db), invoiceId, content)
  const transaction = db.transaction('journal', 'readwrite', strict)
  const sequence = await transaction.store.index('proof').getKey(proof)
  const row = { entryId: invoiceId, ownerId, proof, state: 'waiting', sealed } as const
  await transaction.store.put(sequence === undefined ? row : { ...row, sequence })
  await transaction.done
  return sequence === undefined
}

/** The invoices of one professional whose answer was lost, oldest first, but for those that a person has seen. */
export async function readDoubts(
  db: WorkstationDb,
  ownerId: string,
): Promise<OpenedEntry<DoubtContent>[]> {
  const from = proofOfDoubt(ownerId)
  const range = IDBKeyRange.bound(from, `${from}\u{ffff}`)
  const rows = await db.getAllFromIndex('journal', 'proof', range)
  const key = await journalKey(db)
  const waiting = rows.filter(({ state }) => state !== 'done').map((row) => open(key, row))
  return (await Promise.all(waiting))
    .filter(isDoubt)
    .toSorted((one, other) => one.sequence - other.sequence)
}

/** Nothing of an entry is kept. */
export async function dropEntry(db: WorkstationDb, entryId: string): Promise<void> {
  const transaction = db.transaction('journal', 'readwrite', strict)
  const sequence = await transaction.store.index('entryId').getKey(entryId)
  if (sequence !== undefined) await transaction.store.delete(sequence)
  await transaction.done
}

/** Answers the row of the same proof that was there. */
async function writeEntry(
  db: WorkstationDb,
  content: EntryContent,
  { proof, entryId }: { readonly proof: string; readonly entryId: string },
): Promise<KeptEntry | undefined> {
  const sealed = await sealEntry(await journalKey(db), entryId, content)
  const { professionalId: ownerId } = content.professional
  const transaction = db.transaction('journal', 'readwrite', strict)
  const before = await transaction.store.index('proof').get(proof)
  if (!before) await transaction.store.add({ entryId, ownerId, proof, state: 'waiting', sealed })
  await transaction.done
  return before
}

/** One entry of this professional's. */
export async function findEntry(
  db: WorkstationDb,
  ownerId: string,
  entryId: string,
): Promise<OpenedEntry | undefined> {
  const row = await db.getFromIndex('journal', 'entryId', entryId)
  return row?.ownerId === ownerId ? open(await journalKey(db), row) : undefined
}

/** The entries of one professional, in the order they were made; those in one state where it is given, `most` at once. */
export async function readEntries(
  db: WorkstationDb,
  ownerId: string,
  { state, most }: { readonly state?: EntryState; readonly most?: number } = {},
): Promise<OpenedEntry[]> {
  const range =
    state === undefined
      ? IDBKeyRange.bound([ownerId], [ownerId, []])
      : IDBKeyRange.only([ownerId, state])
  const rows = await db.getAllFromIndex('journal', 'owner', range, most)
  const key = await journalKey(db)
  const opened = await Promise.all(rows.map((row) => open(key, row)))
  return opened.toSorted((one, other) => one.sequence - other.sequence)
}

/** What entries say now that the server has spoken, kept in one transaction: only from then on are they no longer to be sent. */
export async function settleEntries(
  db: WorkstationDb,
  settled: readonly Pick<OpenedEntry, 'sequence' | 'entryId' | 'content'>[],
  at: number,
): Promise<void> {
  const key = await journalKey(db)
  const changes = await Promise.all(
    settled.map(async ({ sequence, entryId, content }) => {
      const sealed = await sealEntry(key, entryId, content)
      return { sequence, sealed, state: stateAfter(content) }
    }),
  )
  const transaction = db.transaction('journal', 'readwrite', strict)
  for (const { sequence, sealed, state } of changes) {
    const row = await transaction.store.get(sequence)
    if (row?.state !== 'waiting') continue
    const doneAt = state === 'done' ? { doneAt: at } : {}
    await transaction.store.put({ ...row, sealed, state, ...doneAt })
  }
  await transaction.done
  tellChange(db)
}

/** A person has looked at it. */
export async function tickOff(db: WorkstationDb, entryId: string, at: number): Promise<void> {
  const transaction = db.transaction('journal', 'readwrite', strict)
  const row = await transaction.store.index('entryId').get(entryId)
  if (row?.state === 'attention') await transaction.store.put({ ...row, state: 'done', doneAt: at })
  await transaction.done
  tellChange(db)
}

/** Drops what has been over for a day at `now`. */
export async function forgetDone(db: WorkstationDb, now: number): Promise<void> {
  const transaction = db.transaction('journal', 'readwrite', strict)
  const past = IDBKeyRange.upperBound(now - doneKeptMs)
  for await (const cursor of transaction.store.index('doneAt').iterate(past)) await cursor.delete()
  await transaction.done
}

/** Whose entries wait besides one professional's, and how many. */
export async function waitingOthers(
  db: WorkstationDb,
  ownerId: string | undefined,
): Promise<{ readonly name: string; readonly count: number }[]> {
  const others: { name: string; count: number }[] = []
  const key = await journalKey(db)
  for (const [owner, state] of await ownersOf(db)) {
    if (owner === ownerId || state !== 'waiting') continue
    const range = IDBKeyRange.only([owner, state])
    const [row] = await db.getAllFromIndex('journal', 'owner', range, 1)
    if (!row) continue
    const { professional } = (await open(key, row)).content
    others.push({ name: professional.name, count: await countIn(db, owner, state) })
  }
  return others
}

export function countIn(db: WorkstationDb, ownerId: string, state: EntryState): Promise<number> {
  return db.countFromIndex('journal', 'owner', IDBKeyRange.only([ownerId, state]))
}

async function ownersOf(db: WorkstationDb): Promise<[string, EntryState][]> {
  const owners: [string, EntryState][] = []
  const index = db.transaction('journal').store.index('owner')
  for (let at = await index.openKeyCursor(null, 'nextunique'); at; at = await at.continue()) {
    owners.push(at.key)
  }
  return owners
}

/**
 * The person at the counter was told of a refusal when the card was read: what needs another look is what passed here as
 * valid, and was not; an invoice that was not made, or not as it was told here; and what became of one that nobody here
 * knew to be made.
 */
function stateAfter(content: EntryContent): EntryState {
  if (content.kind === 'invoice') {
    const { outcome } = content
    return outcome?.kind === 'billed' && !outcome.isOther ? 'done' : 'attention'
  }
  if (content.kind === 'doubt') return 'attention'
  const { verdict, judged } = content
  return verdict === 'valid' && judged?.judgement !== 'accepted' ? 'attention' : 'done'
}

async function open(key: CryptoKey, row: KeptEntry): Promise<OpenedEntry> {
  const { sequence = 0, entryId, state } = row
  return { sequence, entryId, state, content: await openEntry(key, row) }
}
