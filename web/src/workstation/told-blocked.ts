import type { CardStatus } from '@etui/shared/presentation/verification.ts'
import type { StatusShard } from '@etui/shared/status/status-shard.ts'
import { changeFacts, readFacts } from './workstation-db.ts'
import type { ToldBlocked, WorkstationDb } from './workstation-db.ts'

type Place = Pick<ToldBlocked, 'uri' | 'index'>

/** Keeps the server's word on one card, told at `at`: blocked, or no longer. */
export async function keepTold(
  db: WorkstationDb,
  { uri, index }: Place,
  word: { readonly isBlocked: boolean; readonly at: number },
): Promise<void> {
  await changeFacts(db, ({ toldBlocked = [] }) => {
    const others = toldBlocked.filter((told) => told.uri !== uri || told.index !== index)
    const told = word.isBlocked ? [...others, { uri, index, toldAt: word.at }] : others
    return { toldBlocked: told.length > 0 ? told : undefined }
  })
}

/** The status that the lists give, unless the server told of a block that they are too old to know of. */
export async function statusUnlessTold(
  db: WorkstationDb,
  place: Place,
  { shard, status }: { readonly shard: StatusShard | undefined; readonly status: CardStatus },
): Promise<CardStatus> {
  const { toldBlocked = [] } = await readFacts(db)
  const told = toldBlocked.find(({ uri, index }) => uri === place.uri && index === place.index)
  return told && !isTold(told, shard ? [shard] : []) ? 'blocked' : status
}

/** Whether a list signed since then says what the card is now. */
export function isTold({ uri, toldAt }: ToldBlocked, shards: readonly StatusShard[]): boolean {
  return shards.some((shard) => shard.uri === uri && shard.issuedAt * 1000 > toldAt)
}
