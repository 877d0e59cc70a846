import type { Database } from '../db/database.ts'
import { mostGiven } from '../db/given-rows.ts'
import { inGroups, type Waiting } from '../db/in-groups.ts'
import type { PlainRefresh, RotationOutcome, RotationStore } from './plain-refresh.ts'

export interface RotationGroup {
  /** `alone`: its group failed and nothing was kept; it may be tried by itself. */
  rotate(refresh: PlainRefresh): Promise<RotationOutcome | 'alone'>
}

export interface RotationNeeds {
  readonly database: Pick<Database, 'engine'>
  readonly rotations: RotationStore
}

/**
 * On PostgreSQL, while one group waits for its answers, the next gathers and leaves. On SQLite nothing waits but the disk,
 * and the fewer commits the better.
 */
const limits = {
  sqlite: { together: 64, references: Number.POSITIVE_INFINITY, underWay: 1 },
  postgres: { together: 24, references: mostGiven, underWay: 3 },
} as const

/**
 * Commits the plain refreshes of many phones together (DESIGN.md 10, `inGroups`). No answer leaves before the commit. One
 * phone, and one proof, is under way once: a second request of the same waits for a later group, and finds what the first
 * did. So no group waits for another's rows.
 */
export function rotationGroup({ database, rotations }: RotationNeeds): RotationGroup {
  const most = limits[database.engine]
  const busy = new Set<string>()
  const keep = inGroups(
    async (group: readonly PlainRefresh[]) => {
      try {
        return await rotations.keep(group)
      } catch {
        return group.map(() => 'alone' as const)
      } finally {
        for (const name of group.flatMap(namesOf)) busy.delete(name)
      }
    },
    { underWay: most.underWay, take: (waiting) => takeGroup(waiting, busy, most) },
  )
  return { rotate: keep }
}

type Refreshing = Waiting<PlainRefresh, RotationOutcome | 'alone'>

/** Takes the first of each phone and of each proof that is not under way out of the queue, in the order they came. */
function takeGroup(
  waiting: Refreshing[],
  busy: Set<string>,
  most: { readonly together: number; readonly references: number },
): Refreshing[] {
  const group: Refreshing[] = []
  const left: Refreshing[] = []
  const passed = new Set<string>()
  let references = 0
  for (const each of waiting) {
    const names = namesOf(each.key)
    const isFree = !names.some((name) => busy.has(name) || passed.has(name))
    const sum = references + each.key.references.length
    const hasRoom = group.length < most.together && (sum <= most.references || group.length === 0)
    if (isFree && hasRoom) {
      group.push(each)
      references = sum
      for (const name of names) busy.add(name)
    } else {
      left.push(each)
      // Whoever asks after it, about the same, stays behind it.
      for (const name of names) passed.add(name)
    }
  }
  waiting.splice(0, waiting.length, ...left)
  return group
}

function namesOf({ rotation, proof }: PlainRefresh): readonly string[] {
  return [rotation.phoneId, proof.proofHash.toString('hex')]
}
