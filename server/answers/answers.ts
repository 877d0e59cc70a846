/**
 * Carries "something happened at this counter" to whoever follows it, in this process or on another node (DESIGN.md 10).
 * Only ids travel: who hears one reads the row. It may be heard twice, and a broken connection may lose one: followers
 * look again from time to time.
 */
export interface Answers {
  /** Call it after what it tells of is committed. Never throws, and waits for nobody. */
  tell(counterId: string): void
  /** Calls `hear` for each that is told of this counter, until the function answered is called. */
  follow(counterId: string, hear: () => void): () => void
  close(): Promise<void>
}

/** The followers of one process; all there is to it where one process serves alone. */
export class Followers implements Answers {
  readonly #byCounter = new Map<string, Set<() => void>>()

  tell(counterId: string): void {
    for (const hear of this.#byCounter.get(counterId) ?? []) hear()
  }

  /** For when something may have been missed. */
  tellAll(): void {
    for (const counterId of this.#byCounter.keys()) this.tell(counterId)
  }

  follow(counterId: string, hear: () => void): () => void {
    const hearers = this.#byCounter.get(counterId) ?? new Set()
    // Its own, so that the same function may follow twice.
    const own = () => hear()
    this.#byCounter.set(counterId, hearers.add(own))
    return () => {
      hearers.delete(own)
      if (hearers.size === 0 && this.#byCounter.get(counterId) === hearers) {
        this.#byCounter.delete(counterId)
      }
    }
  }

  async close(): Promise<void> {
    this.#byCounter.clear()
  }
}
