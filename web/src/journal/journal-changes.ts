import type { WorkstationDb } from '../workstation/workstation-db.ts'

const channelOf = (db: WorkstationDb) => new BroadcastChannel(`${db.name} journal`)

/** Tells every tab of this workstation, this one too, that its journal has changed. */
export function tellChange(db: WorkstationDb): void {
  const channel = channelOf(db)
  // A channel reaches its own origin alone, so its messages name none.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage('changed')
  channel.close()
}

/** Calls `changed` each time the journal has. Answers how to stop. */
export function watchChanges(db: WorkstationDb, changed: () => void): () => void {
  const channel = channelOf(db)
  channel.addEventListener('message', changed)
  return () => channel.close()
}
