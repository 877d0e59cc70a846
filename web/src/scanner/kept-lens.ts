import type { Lens } from './lens.ts'

/** The lens somebody chose at this machine. */
export interface KeptLens {
  read(): Pick<Lens, 'id' | 'name'> | undefined
  keep(lens: Pick<Lens, 'id' | 'name'>): void
}

const place = 'etui.lens'

/** Remembers the chosen lens on this machine; where storage is closed, as long as the page. */
export function keptLens(storage: () => Storage = () => localStorage): KeptLens {
  let chosen: Pick<Lens, 'id' | 'name'> | undefined
  return {
    read() {
      return chosen ?? readKept(storage)
    },
    keep({ id, name }) {
      chosen = { id, name }
      try {
        storage().setItem(place, JSON.stringify(chosen))
      } catch {
        // Storage closed by the browser's settings: this page still knows.
      }
    },
  }
}

function readKept(storage: () => Storage): Pick<Lens, 'id' | 'name'> | undefined {
  try {
    const kept: unknown = JSON.parse(storage().getItem(place) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('id' in kept) || !('name' in kept)) return
    return { id: String(kept.id), name: String(kept.name) }
  } catch {
    // Closed, or not what was written here.
    return undefined
  }
}
