import { openDB } from 'idb'
import type { DBSchema, IDBPDatabase } from 'idb'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import type { CardClass } from '@etui/shared/card/card.ts'
import type { FirstReading } from '@etui/shared/presentation/replay-memory.ts'
import type { Counter, Session } from '@etui/shared/wire/counter.ts'
import type { StaffMember } from '@etui/shared/wire/staff.ts'

/** What a workstation keeps. Instants are milliseconds since 1970 by the server's clock, unless said otherwise. */
export interface KeptFacts {
  /** Pinned at the first sign-in and never replaced: the only key this workstation believes by itself. */
  readonly root?: { readonly key: Bytes; readonly pinnedAt: number }
  readonly kit?: { readonly cardClass: CardClass; readonly issuer: string }
  /** Add `offsetMs` to this machine's clock to get the server's. */
  readonly clock?: { readonly offsetMs: number; readonly measuredAt: number }
  readonly session?: Session
  /** Who works here for whoever is signed in: it goes with the session. */
  readonly team?: KeptTeam
  /** Somebody left, and the server has not said yet that their session is over. */
  readonly isLeaving?: true
  /** This installation's own name and id: it outlives sign-outs. */
  readonly counter?: Counter
  readonly trustedList?: KeptTrustedList
  /** When all shards were last compared with the server's. */
  readonly statusCheckedAt?: number
  /** The date of the oldest shard: what an offline "not blocked" is as of. */
  readonly statusAsOf?: number
  /** Cards the server told to be blocked, until a list that is newer says what they are now. */
  readonly toldBlocked?: readonly ToldBlocked[]
}

/** The staff of one professional, and who of them works at this workstation. */
export interface KeptTeam {
  /** the professional's id */
  readonly ownerId: string
  /** those who have not ended */
  readonly people: readonly StaffMember[]
  /** null for the professional */
  readonly workingId: string | null
  /** whether the server's session says the same */
  readonly isTold: boolean
}

/** The card's place in the status lists, and when the server told of it. */
export interface ToldBlocked {
  readonly uri: string
  readonly index: number
  readonly toldAt: number
}

export interface KeptTrustedList {
  readonly bytes: Bytes
  readonly version: number
  readonly issuedAt: number
  /** when it was last compared with the server's */
  readonly checkedAt: number
}

/** Private halves come in as bytes, once, and stay as keys nothing can export. */
export interface KeptGroupKey {
  readonly groupKeyId: number
  readonly privateKey: CryptoKey
  readonly point: Bytes
}

export interface KeptShard {
  readonly uri: string
  readonly bytes: Bytes
  /** Unix seconds, as signed */
  readonly issuedAt: number
}

/** One proof read here. */
export interface KeptReading extends FirstReading {
  readonly replayKey: string
}

/** A challenge this counter shows, or showed a moment ago. */
export interface KeptChallenge {
  /** what a proof carries of it: the first 16 bytes of its SHA-256, in hexadecimal */
  readonly hash: string
  readonly bytes: Bytes
  /** Unix seconds; from this second on it is dead */
  readonly expiresAt: number
  /** the replay key, in hexadecimal, of the proof that took it */
  readonly spentBy?: string
}

/** How an entry of the journal stands: to be sent, judged and to be looked at by a person, or over. */
export type EntryState = 'waiting' | 'attention' | 'done'

/** One thing done here without network (web/src/journal): what it says is sealed, and only this machine opens it. */
export interface KeptEntry {
  /** the order in which entries were made; given by the store */
  readonly sequence?: number
  /** 16 random bytes, base64url */
  readonly entryId: string
  /** the professional's id: nobody else's entries are shown, nor sent */
  readonly ownerId: string
  /** the owner, the proof's replay key in hexadecimal and the verdict: the same again is no other entry */
  readonly proof: string
  readonly state: EntryState
  readonly sealed: { readonly nonce: Bytes; readonly bytes: Bytes }
  /** when it was over, for it leaves a day later */
  readonly doneAt?: number
}

interface Stores extends DBSchema {
  facts: { key: 'facts'; value: KeptFacts }
  groupKeys: { key: number; value: KeptGroupKey }
  shards: { key: string; value: KeptShard }
  readings: { key: string; value: KeptReading; indexes: { until: number } }
  challenges: { key: string; value: KeptChallenge; indexes: { expiresAt: number } }
  journal: {
    key: number
    value: KeptEntry
    indexes: { entryId: string; proof: string; owner: [string, EntryState]; doneAt: number }
  }
  journalKey: { key: 'journalKey'; value: CryptoKey }
}

export type WorkstationDb = IDBPDatabase<Stores>

/** Opens the workstation's store. Another tab with a newer version makes this one let go. */
export async function openWorkstationDb(name = 'etui-counter'): Promise<WorkstationDb> {
  const db = await openDB<Stores>(name, 3, {
    async upgrade(created, from, _to, transaction) {
      if (from < 1) {
        created.createObjectStore('facts')
        created.createObjectStore('groupKeys', { keyPath: 'groupKeyId' })
        created.createObjectStore('shards', { keyPath: 'uri' })
        const readings = created.createObjectStore('readings', { keyPath: 'replayKey' })
        readings.createIndex('until', 'until')
      }
      if (from < 2) {
        const challenges = created.createObjectStore('challenges', { keyPath: 'hash' })
        challenges.createIndex('expiresAt', 'expiresAt')
      }
      if (from < 3) {
        const journal = created.createObjectStore('journal', {
          keyPath: 'sequence',
          autoIncrement: true,
        })
        journal.createIndex('entryId', 'entryId', { unique: true })
        journal.createIndex('proof', 'proof', { unique: true })
        journal.createIndex('owner', ['ownerId', 'state'])
        journal.createIndex('doneAt', 'doneAt')
        created.createObjectStore('journalKey')
        // A session kept before does not say whose entries would be: the server says it again.
        const facts = transaction.objectStore('facts')
        const { session: _, ...kept } = (await facts.get('facts')) ?? {}
        await facts.put(kept, 'facts')
        await transaction.objectStore('groupKeys').clear()
      }
    },
    blocking: (_current, _blocked, event) => {
      // The event's target is the connection that stands in the way (IndexedDB 3.0, versionchange).
      ;(event.target as IDBDatabase).close()
    },
  })
  return db
}

/** Strict: an answer is given only once the disk has it. */
export const strict = { durability: 'strict' } as const

export async function readFacts(db: WorkstationDb): Promise<KeptFacts> {
  return (await db.get('facts', 'facts')) ?? {}
}

/** Changes the facts in one transaction: two tabs never lose each other's. A key set to undefined is dropped. */
export async function changeFacts(
  db: WorkstationDb,
  change: (facts: KeptFacts) => { readonly [Name in keyof KeptFacts]: KeptFacts[Name] | undefined },
): Promise<KeptFacts> {
  const transaction = db.transaction('facts', 'readwrite', strict)
  const held = (await transaction.store.get('facts')) ?? {}
  const changed = Object.fromEntries(
    Object.entries({ ...held, ...change(held) }).filter(([, value]) => value !== undefined),
  )
  // Only dropped names are missing, and every name of KeptFacts may be.
  const facts = changed as KeptFacts
  await transaction.store.put(facts, 'facts')
  await transaction.done
  return facts
}
