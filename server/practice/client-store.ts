import { randomBytes } from 'node:crypto'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'

/** A program that acts for one professional at one counter. */
export interface Client {
  readonly professionalId: string
  readonly clientId: string
  readonly counterId: string
  readonly name: string
  /** P-256, SPKI in DER */
  readonly publicKey: Buffer
  /** names with a space between */
  readonly scope: string
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

/** What a professional is told of a program that acts for them. */
export interface ActingProgram extends Pick<Client, 'name' | 'scope' | 'createdAt'> {
  readonly counterName: string
}

export type NewClient = Pick<Client, 'counterId' | 'name' | 'publicKey' | 'scope'>

/** The programs that may ask for tokens. A client's id is 12 random bytes as 24 letters from a to p: one types
 * it, and the log takes it for no number of a person. */
export interface ClientStore {
  /** Answers the new client's id; null for a counter nobody has. */
  add(client: NewClient, at: Date): Promise<string | null>
  find(clientId: string): Promise<Client | null>
  /** All of them, the oldest first. */
  list(): Promise<readonly Client[]>
  /** Those that act for a professional now, the oldest first. */
  ofProfessional(professionalId: string): Promise<readonly ActingProgram[]>
  /** From then on it gets no token, and none of its tokens is taken. False for one that is unknown or was revoked. */
  revoke(clientId: string, at: Date): Promise<boolean>
}

export function clientStore(database: Database): ClientStore {
  const run = statementsOf(database)(database.db)
  return {
    async add(client, at) {
      const [counter] = await run.counter.execute({ counterId: client.counterId })
      if (!counter) return null
      const clientId = drawClientId()
      await run.add.execute({ ...client, ...counter, clientId, at })
      return clientId
    },
    async find(clientId) {
      const [row] = await run.find.execute({ clientId })
      return row ?? null
    },
    list: async () => run.list.execute(),
    ofProfessional: async (professionalId) => run.acting.execute({ professionalId }),
    async revoke(clientId, at) {
      return (await run.revoke.execute({ clientId, at })).length > 0
    },
  }
}

function drawClientId(): string {
  const hex = randomBytes(12).toString('hex')
  return hex.replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))
}

function statementsOf({ tables: { practiceClients: clients, counters } }: Database) {
  const isThis = eq(clients.clientId, sql.placeholder('clientId'))
  return prepared((db) => ({
    counter: db
      .select({ professionalId: counters.professionalId })
      .from(counters)
      .where(eq(counters.counterId, sql.placeholder('counterId'))),
    add: db.insert(clients).values({
      professionalId: sql.placeholder('professionalId'),
      clientId: sql.placeholder('clientId'),
      counterId: sql.placeholder('counterId'),
      name: sql.placeholder('name'),
      publicKey: sql.placeholder('publicKey'),
      scope: sql.placeholder('scope'),
      createdAt: sql.placeholder('at'),
    }),
    find: db.select().from(clients).where(isThis),
    list: db.select().from(clients).orderBy(asc(clients.createdAt), asc(clients.clientId)),
    acting: db
      .select({
        name: clients.name,
        scope: clients.scope,
        createdAt: clients.createdAt,
        counterName: counters.name,
      })
      .from(clients)
      .innerJoin(
        counters,
        and(
          eq(counters.professionalId, clients.professionalId),
          eq(counters.counterId, clients.counterId),
        ),
      )
      .where(
        and(
          eq(clients.professionalId, sql.placeholder('professionalId')),
          isNull(clients.revokedAt),
        ),
      )
      .orderBy(asc(clients.createdAt), asc(clients.clientId)),
    revoke: db
      .update(clients)
      .set({ revokedAt: placed(clients.revokedAt, 'at') })
      .where(and(isThis, isNull(clients.revokedAt)))
      .returning({ clientId: clients.clientId }),
  }))
}
