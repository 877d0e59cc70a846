import { deleteDB } from 'idb'
import { effectScope } from 'vue'
import type { InventedServer } from './invented-server.ts'
import { watchReach } from './reach.ts'
import { openWorkstationDb } from './workstation-db.ts'
import type { WorkstationDb } from './workstation-db.ts'
import { createWorkstation } from './workstation.ts'
import type { Workstation } from './workstation.ts'

export interface OpenedWorkstation {
  readonly workstation: Workstation
  readonly db: WorkstationDb
}

const opened: { readonly name: string; readonly db: WorkstationDb }[] = []

/** A workstation of tests on a real store. The same `name` again is a reload, or another tab. */
export async function openInvented(
  server: InventedServer,
  name: string,
  machineNow: () => number = () => server.now * 1000,
): Promise<OpenedWorkstation> {
  const db = await openWorkstationDb(name)
  opened.push({ name, db })
  const { call, fetchList } = server
  const reach = effectScope(true).run(() => watchReach())
  if (!reach) throw new TypeError('a new scope runs')
  const workstation = createWorkstation({ db, call, reach, machineNow, fetchList })
  return { workstation, db }
}

export async function forgetInvented(): Promise<void> {
  for (const { db } of opened) db.close()
  for (const { name } of opened.splice(0)) await deleteDB(name)
}
