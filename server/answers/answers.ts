/**
 * Carries "something happened" to whoever follows the counter or the person it happened to, in this process or on another
 * node (DESIGN.md 10). Only ids travel: who hears one reads the row. It may be heard twice, and a broken connection may lose one: followers
 * look again from time to time.
 */
export interface Answers {
  /** Call it after what it tells of is committed. Never throws, and waits for nobody. */
  tell(id: string): void
  /** Calls `hear` for each that is told of this id, until the function answered is called. */
  follow(id: string, hear: () => void): () => void
  close(): Promise<void>
}

/** The followers of one process; all there is to it where one process serves alone. */
export class Followers implements Answers {
  readonly #byId = new Map<string, Set<() => void>>()

  tell(id: string): void {
    for (const hear of this.#byId.get(id) ?? []) hear()
  }

  /** For when something may have been missed. */
  tellAll(): void {
    for (const id of this.#byId.keys()) this.tell(id)
  }

  follow(id: string, hear: () => void): () => void {
    const hearers = this.#byId.get(id) ?? new Set()
    // Its own, so that the same function may follow twice.
    const own = () => hear()
    this.#byId.set(id, hearers.add(own))
    return () => {
      hearers.delete(own)
      if (hearers.size === 0 && this.#byId.get(id) === hearers) {
        this.#byId.delete(id)
      }
    }
  }

  async close(): Promise<void> {
    this.#byId.clear()
  }
}
