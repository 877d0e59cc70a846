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
  readonly database: Pick<Database, 'unit'>
  readonly rotations: RotationStore
}

const mostTogether = 64

interface Waiting {
  readonly refresh: PlainRefresh
  answer(outcome: RotationOutcome): void
}

/**
 * Commits the plain refreshes of many phones together (DESIGN.md 10): those that arrive while a group is being kept are
 * the next group, with one unit and one statement of each kind for all. No answer leaves before the commit. One phone, and
 * one proof, is in a group once: a second request of the same waits for the next group, and finds what the first did.
 */
export function rotationGroup({ database, rotations }: RotationNeeds): RotationGroup {
  const waiting: Waiting[] = []
  let isDraining = false

  async function drain(): Promise<void> {
    isDraining = true
    while (waiting.length > 0) {
      // Every request that is ready is read first.
      await new Promise(setImmediate)
      const group = takeGroup(waiting)
      const outcomes = await keep(group.map(({ refresh }) => refresh)).catch(() => undefined)
      for (const [index, { answer }] of group.entries()) answer(outcomes?.[index] ?? 'alone')
    }
    isDraining = false
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
        if (!isDraining) void drain()
      })
    },
  }
}

/** Takes the first of each phone and of each proof out of the queue, in the order they came. */
function takeGroup(waiting: Waiting[]): Waiting[] {
  const seen = new Set<string>()
  const group: Waiting[] = []
  const left: Waiting[] = []
  for (const each of waiting) {
    const { rotation, proof } = each.refresh
    const names = [rotation.phoneId, proof.proofHash.toString('hex')]
    if (group.length < mostTogether && !names.some((name) => seen.has(name))) group.push(each)
    else left.push(each)
    for (const name of names) seen.add(name)
  }
  waiting.splice(0, waiting.length, ...left)
  return group
}
