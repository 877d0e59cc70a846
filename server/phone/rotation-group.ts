import type { Database } from '../db/database.ts'
import type { Rotation } from './phone-store.ts'
import type { NextReference, RotationStore, SpentProof } from './rotation-store.ts'

/** A refresh that changes nothing but the token and the references of cards that stay as they are. */
export interface PlainRefresh {
  readonly proof: SpentProof
  readonly rotation: Rotation
  readonly references: readonly NextReference[]
}

/**
 * `rotated`: kept. `replayed`: its proof was taken before, and nothing was changed. `conflict`: another request of the phone
 * was faster; its proof is taken. `blocked`: a block came between; its references stay. `alone`: the group failed and
 * nothing was kept; it may be tried by itself.
 */
export type RotationOutcome = 'rotated' | 'replayed' | 'conflict' | 'blocked' | 'alone'

export interface RotationGroup {
  rotate(refresh: PlainRefresh): Promise<RotationOutcome>
}

export interface RotationNeeds {
  readonly database: Pick<Database, 'unit' | 'engine'>
  readonly rotations: RotationStore
}

/**
 * On PostgreSQL, while one group waits for its answers, the next gathers and leaves. On SQLite nothing waits but the disk,
 * and the fewer commits the better.
 */
const limits = {
  sqlite: { together: 64, underWay: 1 },
  postgres: { together: 24, underWay: 3 },
} as const

interface Waiting {
  readonly refresh: PlainRefresh
  answer(outcome: RotationOutcome): void
}

/**
 * Commits the plain refreshes of many phones together (DESIGN.md 10): those that arrive within a turn of the event loop,
 * or while others are being kept, are the next group, with one unit and one statement of each kind for all. No answer
 * leaves before the commit. One phone, and one proof, is under way once: a second request of the same waits for a later
 * group, and finds what the first did. So no group waits for another's rows.
 */
export function rotationGroup({ database, rotations }: RotationNeeds): RotationGroup {
  const most = limits[database.engine]
  const waiting: Waiting[] = []
  const busy = new Set<string>()
  let underWay = 0
  let isGathering = false

  function gather(): void {
    if (isGathering || underWay >= most.underWay) return
    isGathering = true
    // Every request that is ready is read first.
    setImmediate(() => {
      isGathering = false
      const group = takeGroup(waiting, busy, most.together)
      if (group.length > 0) void keepGroup(group)
      if (waiting.length > 0 && group.length > 0) gather()
    })
  }

  async function keepGroup(group: readonly Waiting[]): Promise<void> {
    underWay += 1
    const outcomes = await keep(group.map(({ refresh }) => refresh)).catch(() => undefined)
    for (const [index, { refresh, answer }] of group.entries()) {
      for (const name of namesOf(refresh)) busy.delete(name)
      answer(outcomes?.[index] ?? 'alone')
    }
    underWay -= 1
    if (waiting.length > 0) gather()
  }

  function keep(group: readonly PlainRefresh[]): Promise<RotationOutcome[]> {
    return database.unit(async () => {
      const taken = await rotations.takeProofs(group.map(({ proof }) => proof))
      const proved = group.filter(({ proof }) => taken.has(proof.proofHash.toString('hex')))
      const asked = proved.map(({ rotation }) => rotation)
      const rotated = await rotations.rotate(asked)
      // Their rows are held now: a block made before is seen here, one made after stops these cards' indices too.
      const blocked = await rotations.blockedOf(asked)
      const outcomeOf = ({ proof, rotation }: PlainRefresh): RotationOutcome => {
        if (!taken.has(proof.proofHash.toString('hex'))) return 'replayed'
        if (!rotated.has(rotation.phoneId)) return 'conflict'
        return blocked.has(rotation.phoneId) ? 'blocked' : 'rotated'
      }
      const kept = group.filter((refresh) => outcomeOf(refresh) === 'rotated')
      await rotations.refer(kept.flatMap(({ references }) => references))
      return group.map(outcomeOf)
    })
  }

  return {
    rotate(refresh) {
      return new Promise((answer) => {
        waiting.push({ refresh, answer })
        gather()
      })
    },
  }
}

/** Takes the first of each phone and of each proof that is not under way out of the queue, in the order they came. */
function takeGroup(waiting: Waiting[], busy: Set<string>, most: number): Waiting[] {
  const group: Waiting[] = []
  const left: Waiting[] = []
  const passed = new Set<string>()
  for (const each of waiting) {
    const names = namesOf(each.refresh)
    const isFree = !names.some((name) => busy.has(name) || passed.has(name))
    if (isFree && group.length < most) {
      group.push(each)
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
