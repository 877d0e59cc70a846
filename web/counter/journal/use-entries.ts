import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { OpenedEntry } from '../../src/journal/entry-content.ts'
import type { Journal } from '../../src/journal/journal.ts'

export interface EntriesUse {
  /** undefined until they were read once */
  readonly entries: Readonly<Ref<readonly OpenedEntry[] | undefined>>
  /** The store would not give them; those of before stay. */
  readonly isBroken: Readonly<Ref<boolean>>
  load(): Promise<void>
}

/** The entries of whoever is signed in, newest first, read again each time the journal changes. Ends with the scope. */
export function useEntries(journal: Pick<Journal, 'entries' | 'version'>): EntriesUse {
  const entries = shallowRef<readonly OpenedEntry[]>()
  const isBroken = shallowRef(false)
  let turn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    try {
      const read = await journal.entries()
      if (mine !== turn) return
      entries.value = read
      isBroken.value = false
    } catch {
      if (mine === turn) isBroken.value = true
    }
  }

  watch(journal.version, load, { immediate: true })
  onScopeDispose(() => (turn += 1))
  return {
    entries: entries as EntriesUse['entries'],
    isBroken: readonly(isBroken),
    load,
  }
}
