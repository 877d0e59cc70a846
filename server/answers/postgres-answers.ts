import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { type Answers, Followers } from './answers.ts'

const channel = 'etui_answers'
/** A notification carries less than 8,000 bytes (PostgreSQL, NOTIFY); a person's id has 16 and a blank, a counter's 8. */
const mostIds = 400
const firstWaitMs = 100
const longestWaitMs = 5_000

export interface PostgresAnswersOptions {
  readonly url: string
  /** What broke; it is mended by itself. */
  readonly onProblem: (error: unknown) => void
}

/**
 * Answers between nodes, by LISTEN and NOTIFY on one connection of its own. What is told in one turn of the event loop
 * leaves in one notification. When the connection breaks, it is made again, and every follower is told to look.
 */
export async function openPostgresAnswers(options: PostgresAnswersOptions): Promise<Answers> {
  const answers = new PostgresAnswers(options)
  await answers.open()
  return answers
}

class PostgresAnswers implements Answers {
  readonly #followers = new Followers()
  readonly #options: PostgresAnswersOptions
  /** Its own notifications come back to a node, which has heard them already. */
  readonly #node = randomUUID()
  readonly #waiting = new Set<string>()
  #client: Client | undefined
  #isClosed = false
  #isSending = false
  #retry: NodeJS.Timeout | undefined
  #waitMs = firstWaitMs

  constructor(options: PostgresAnswersOptions) {
    this.#options = options
  }

  async open(): Promise<void> {
    const client = new Client({
      connectionString: this.#options.url,
      application_name: 'etui answers',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    })
    client.on('error', (error) => this.#lost(client, error))
    client.on('end', () => this.#lost(client, new Error('the connection ended')))
    client.on('notification', ({ payload = '' }) => this.#hear(payload))
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
    } catch (error) {
      await client.end().catch(() => undefined)
      throw error
    }
    if (this.#isClosed) return void (await client.end())
    this.#client = client
    this.#waitMs = firstWaitMs
    this.#followers.tellAll()
    void this.#flush()
  }

  tell(id: string): void {
    this.#followers.tell(id)
    if (this.#waiting.size === 0) setImmediate(() => void this.#flush())
    this.#waiting.add(id)
  }

  follow(id: string, hear: () => void): () => void {
    return this.#followers.follow(id, hear)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#retry)
    const client = this.#client
    this.#client = undefined
    await this.#followers.close()
    await client?.end()
  }

  #hear(payload: string): void {
    const [node, ...ids] = payload.split(' ')
    if (node === this.#node) return
    for (const id of ids) this.#followers.tell(id)
  }

  /** While there is no connection, or another notification is on its way, what is told waits. */
  async #flush(): Promise<void> {
    const client = this.#client
    if (!client || this.#isSending) return
    this.#isSending = true
    try {
      while (this.#waiting.size > 0 && this.#client === client) {
        const ids = [...this.#waiting].slice(0, mostIds)
        for (const id of ids) this.#waiting.delete(id)
        await client.query('select pg_notify($1, $2)', [channel, [this.#node, ...ids].join(' ')])
      }
    } catch (error) {
      this.#options.onProblem(error)
    } finally {
      this.#isSending = false
    }
  }

  #lost(client: Client, error: unknown): void {
    if (this.#client !== client) return
    this.#client = undefined
    this.#options.onProblem(error)
    void client.end().catch(() => undefined)
    this.#reopen()
  }

  #reopen(): void {
    const waitMs = this.#waitMs
    this.#waitMs = Math.min(2 * waitMs, longestWaitMs)
    this.#retry = setTimeout(() => {
      this.open().catch((error: unknown) => {
        this.#options.onProblem(error)
        if (!this.#isClosed) this.#reopen()
      })
    }, waitMs)
  }
}
