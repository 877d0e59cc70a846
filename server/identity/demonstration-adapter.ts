import type { Adapter, AdapterPayload } from 'oidc-provider'

interface Kept {
  readonly payload: AdapterPayload
  readonly expiresAt: number
}

/** What the pretend identity provider remembers, in memory and bounded: it is gone with the process, as it should be. */
export class DemonstrationAdapter implements Adapter {
  readonly #model: string
  readonly #rows = new Map<string, Kept>()

  constructor(model: string) {
    this.#model = model
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn = 3600): Promise<void> {
    this.#rows.set(id, { payload, expiresAt: Date.now() + expiresIn * 1000 })
    for (const [oldest, row] of this.#rows) {
      if (this.#rows.size <= 10_000 && row.expiresAt > Date.now()) break
      this.#rows.delete(oldest)
    }
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const row = this.#rows.get(id)
    return row && row.expiresAt > Date.now() ? row.payload : undefined
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    for (const [id, { payload }] of this.#rows) if (payload.uid === uid) return this.find(id)
    return undefined
  }

  async findByUserCode(): Promise<undefined> {
    throw new TypeError(`${this.#model}: no device flow here`)
  }

  async consume(id: string): Promise<void> {
    const row = this.#rows.get(id)
    if (!row) return
    const consumed = Math.floor(Date.now() / 1000)
    this.#rows.set(id, { ...row, payload: { ...row.payload, consumed } })
  }

  async destroy(id: string): Promise<void> {
    this.#rows.delete(id)
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.#rows)
      if (payload.grantId === grantId) this.#rows.delete(id)
  }
}
