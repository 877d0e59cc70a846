import { Refusal } from '@etui/shared/refusal.ts'
import { liveUnit, runInScope, type Unit, type UnitScope } from './unit-scope.ts'

/** The one connection that writes, as group commit needs it. Each throws when the engine refuses. */
export interface Transactions {
  begin(): void
  commit(): void
  rollback(): void
  savepoint(): void
  release(): void
  rollbackToSavepoint(): void
  isOpen(): boolean
}

export interface GroupLimits {
  /** Units in one commit. */
  readonly size: number
  /** After this, no further unit joins the group. */
  readonly gatherMs: number
  /** A unit that takes longer is undone, since everybody waits for it. */
  readonly unitMs: number
}

export const groupLimits: GroupLimits = { size: 64, gatherMs: 20, unitMs: 10_000 }

interface Waiting {
  run(): Promise<() => void>
  reject(error: unknown): void
}

/**
 * Gathers concurrent units into one commit (DESIGN.md 10): a savepoint each, one after the other, one COMMIT, and no
 * promise settles before COMMIT returned. A unit that throws is undone alone. When COMMIT fails, all reject with
 * `Refusal('database-busy')`, even those that had thrown: they may have seen what now never was.
 *
 * A group starts once the event loop has read every request that is ready, so an idle server adds no waiting.
 */
export class GroupCommit {
  readonly #transactions: Transactions
  readonly #scope: UnitScope<Unit>
  readonly #limits: GroupLimits
  #waiting: Waiting[] = []
  #draining: Promise<void> | undefined
  #isClosed = false

  constructor(transactions: Transactions, scope: UnitScope<Unit>, limits = groupLimits) {
    this.#transactions = transactions
    this.#scope = scope
    this.#limits = limits
  }

  unit<T>(work: () => Promise<T>): Promise<T> {
    const outer = liveUnit(this.#scope)
    if (outer) return joined(outer, work)
    if (this.#isClosed) return Promise.reject(new Refusal('database-busy'))
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ run: () => this.#run(work, resolve, reject), reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Resolves when every unit under way has ended; none is taken after. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#draining
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise(setImmediate)
      await this.#commitGroup()
    }
    this.#draining = undefined
  }

  async #commitGroup(): Promise<void> {
    const group: Waiting[] = []
    const settlements: (() => void)[] = []
    try {
      this.#transactions.begin()
      const until = performance.now() + this.#limits.gatherMs
      do {
        const next = this.#waiting.shift()
        if (!next) break
        group.push(next)
        settlements.push(await next.run())
      } while (group.length < this.#limits.size && performance.now() < until)
      this.#transactions.commit()
    } catch (cause) {
      // Whoever waited for the BEGIN that failed would wait for ever.
      if (group.length === 0) group.push(...this.#waiting.splice(0, this.#limits.size))
      this.#rollback()
      for (const each of group) each.reject(new Refusal('database-busy', {}, { cause }))
      return
    }
    for (const settle of settlements) settle()
  }

  /** Runs one unit in its savepoint and answers how to settle it later. Throws only when the whole group is lost. */
  async #run<T>(
    work: () => Promise<T>,
    resolve: (value: T) => void,
    reject: (error: unknown) => void,
  ): Promise<() => void> {
    this.#transactions.savepoint()
    const unit: Unit = { state: 'live', failure: undefined }
    try {
      const value = await this.#withinTime(unit, runInScope(this.#scope, unit, work))
      if (unit.failure) throw unit.failure.error
      unit.state = 'ended'
      this.#transactions.release()
      return () => resolve(value)
    } catch (error) {
      if (unit.state === 'live') unit.state = 'ended'
      // An engine that undid everything by itself (disk full) leaves nothing to commit.
      if (!this.#transactions.isOpen()) throw error
      this.#transactions.rollbackToSavepoint()
      this.#transactions.release()
      return () => reject(error)
    }
  }

  async #withinTime<T>(unit: Unit, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const end = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        unit.state = 'abandoned'
        reject(new Refusal('database-busy'))
      }, this.#limits.unitMs)
    })
    try {
      return await Promise.race([work, end])
    } finally {
      clearTimeout(timer)
    }
  }

  #rollback(): void {
    if (this.#transactions.isOpen()) this.#transactions.rollback()
  }
}

/** A unit inside another: one fate. Its failure dooms the outer one even when caught there. */
export async function joined<T>(outer: Unit, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    outer.failure ??= { error }
    throw error
  }
}
