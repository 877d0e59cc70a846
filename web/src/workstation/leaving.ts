import { endSession } from '@etui/shared/wire/session.ts'
import type { Caller } from '../http/call.ts'
import { changeFacts } from './workstation-db.ts'
import type { KeptFacts, WorkstationDb } from './workstation-db.ts'

/**
 * Ends, on the server, the session that somebody left, and forgets that they were leaving once the server says so. Until
 * then the cookie, which no page can erase, still opens it. Throws the caller's refusals.
 */
export async function endLeftSession(db: WorkstationDb, call: Caller): Promise<KeptFacts> {
  await call(endSession, {})
  return changeFacts(db, () => ({ isLeaving: undefined }))
}

/** Calls `left` each time another tab is left. Answers how to tell the others of this one. */
export function watchLeaving(db: WorkstationDb, left: () => Promise<void>): () => void {
  const others = new BroadcastChannel(`${db.name} left`)
  others.addEventListener('message', () => void left())
  // A channel reaches its own origin alone, so its messages name none.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  return () => others.postMessage('left')
}
