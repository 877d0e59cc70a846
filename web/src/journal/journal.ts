import { inject, shallowRef, watch } from 'vue'
import type { InjectionKey, Ref } from 'vue'
import type { Workstation } from '../workstation/workstation.ts'
import type { OpenedEntry } from './entry-content.ts'
import { watchChanges } from './journal-changes.ts'
import { countIn, readEntries, tickOff, waitingOthers } from './journal-store.ts'

export interface JournalCounts {
  /** of whoever is signed in */
  readonly waiting: number
  readonly attention: number
  /** those of others wait for them to sign in */
  readonly others: readonly { readonly name: string; readonly count: number }[]
}

/** The journal of this workstation as whoever is signed in may see it: their own entries, and that others wait. */
export interface Journal {
  readonly counts: Readonly<Ref<JournalCounts>>
  /** The store did not answer: what is counted is as of before. */
  readonly isUnreadable: Readonly<Ref<boolean>>
  /** Counted up each time anything in it changes, in any tab. */
  readonly version: Readonly<Ref<number>>
  /** Newest first. */
  entries(): Promise<readonly OpenedEntry[]>
  tickOff(entryId: string): Promise<void>
  close(): void
}

const none: JournalCounts = { waiting: 0, attention: 0, others: [] }

export function createJournal(workstation: Pick<Workstation, 'db' | 'facts' | 'now'>): Journal {
  const { db, facts } = workstation
  const counts = shallowRef(none)
  const isUnreadable = shallowRef(false)
  const version = shallowRef(0)
  const owner = () => facts.value.session?.professional.professionalId

  async function count(): Promise<void> {
    const ownerId = owner()
    try {
      const [others, waiting, attention] = await Promise.all([
        waitingOthers(db, ownerId),
        ownerId === undefined ? 0 : countIn(db, ownerId, 'waiting'),
        ownerId === undefined ? 0 : countIn(db, ownerId, 'attention'),
      ])
      // Somebody else may sit here by now.
      if (owner() === ownerId) counts.value = { waiting, attention, others }
      isUnreadable.value = false
    } catch {
      // A newer tab closes this one's store, and a disk may fail: the screen says so.
      isUnreadable.value = true
    }
  }

  function changed(): void {
    version.value += 1
    void count()
  }

  const stopWatching = watchChanges(db, changed)
  const stopOwner = watch(owner, changed, { immediate: true })
  return {
    counts,
    isUnreadable,
    version,
    async entries() {
      const ownerId = owner()
      return ownerId === undefined ? [] : (await readEntries(db, ownerId)).toReversed()
    },
    tickOff: (entryId) => tickOff(db, entryId, workstation.now()),
    close() {
      stopWatching()
      stopOwner()
    },
  }
}

export const journalInjection: InjectionKey<Journal> = Symbol('journal')
/** Provided by the counter's `main.ts`. Throws TypeError outside it. */
export function useJournal(): Journal {
  const journal = inject(journalInjection)
  if (!journal) throw new TypeError('main.ts provides no journal')
  return journal
}
