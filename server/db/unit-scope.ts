import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * One unit while its work runs, known to every query made by that work however deep. `abandoned` is a unit that took too
 * long: its later queries are refused, since half of it is undone already.
 */
export interface Unit {
  state: 'live' | 'ended' | 'abandoned'
  /** Set by the first statement that failed: the unit can then only be undone. */
  failure: { readonly error: unknown } | undefined
}

export type UnitScope<U extends Unit> = AsyncLocalStorage<U>

export function unitScope<U extends Unit>(): UnitScope<U> {
  return new AsyncLocalStorage<U>()
}

/**
 * The unit this code runs in, or undefined outside. A query left running after its unit ended is outside: it must not
 * slip into the transaction of whoever came next.
 */
export function liveUnit<U extends Unit>(scope: UnitScope<U>): U | undefined {
  const unit = scope.getStore()
  if (unit?.state === 'abandoned') throw new TypeError('This unit took too long and was undone')
  return unit?.state === 'live' ? unit : undefined
}

/**
 * Runs a unit's work in its scope. The work is awaited inside: a query of drizzle's starts when it is awaited, and one
 * returned as it is would start outside.
 */
export function runInScope<U extends Unit, T>(
  scope: UnitScope<U>,
  unit: U,
  work: () => Promise<T>,
): Promise<T> {
  return scope.run(unit, async () => await work())
}

/** Runs one statement of a unit; a failure is remembered, and nothing runs after it. */
export async function inUnit<T>(unit: Unit, statement: () => T | Promise<T>): Promise<T> {
  if (unit.failure) throw unit.failure.error
  try {
    return await statement()
  } catch (error) {
    unit.failure ??= { error }
    throw error
  }
}
