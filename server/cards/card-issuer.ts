import { createHash, randomInt } from 'node:crypto'
import type { CardClass, CardContent } from '@etui/shared/card/card.ts'
import { signCard } from '@etui/shared/card/write-card.ts'
import { SHARD_SIZE, shardUri } from '@etui/shared/status/status-shard.ts'
import type { Clock } from '../clock.ts'
import { together } from '../db/together.ts'
import type { Keys } from '../keys/keys.ts'
import type { Randomness } from '../randomness.ts'
import type { Beneficiary, Registry } from '../registry/registry.ts'
import { cardContent } from './card-content.ts'
import type { CardStore, StoredCard, Succession } from './card-store.ts'

const dayMs = 86_400_000
export const cardLifeMs = 30 * dayMs
/** A card signed less than this ago is not signed again unless what it says changed. */
export const cardFreshMs = dayMs
/** So long a card keeps its status index, so that nobody can watch it for longer. */
export const indexLifeMs = 30 * dayMs

export interface IssuerNeeds {
  readonly cards: CardStore
  readonly registry: Registry
  readonly keys: Pick<Keys, 'issuers'>
  readonly clock: Clock
  readonly randomness: Randomness
  /** `iss` of the cards and the start of their status lists' addresses. */
  readonly issuer: string
  readonly cardClass: CardClass
  /** Makes a shard's row, so that its list is published. */
  readonly addShard: (shard: number, at: Date) => Promise<void>
}

/** A phone that holds cards. `presentationKey` is an uncompressed P-256 point. */
export interface CardHolder {
  readonly personId: string
  readonly phoneId: string
  readonly registryId: string
  readonly presentationKey: Buffer
}

/** One beneficiary's card, with a reference of its own. */
export interface IssuedCard {
  readonly beneficiary: Beneficiary
  /** what the card says of them */
  readonly content: CardContent
  readonly stored: StoredCard
  readonly reference: Buffer
  readonly isNew: boolean
  readonly isIndexNew: boolean
}

/** Another card took the index meanwhile: prepare again. */
export class IndexTaken extends Error {
  override readonly name = 'IndexTaken'
}

/**
 * Issues a card per beneficiary. What costs time (registry, signatures) is done by `prepare`, outside any unit; `keep`
 * writes what came of it inside the caller's unit and throws IndexTaken when another was faster.
 * `again` says that the last letter is written once more, so that its references, which never arrived, are forgotten.
 */
export interface CardIssuer {
  prepare(holder: CardHolder): Promise<readonly IssuedCard[]>
  keep(issued: readonly IssuedCard[], succession: Succession): Promise<void>
}

export function cardIssuer(needs: IssuerNeeds): CardIssuer {
  const { cards, registry, keys, clock, randomness, issuer, cardClass } = needs
  let shard: number | undefined
  let misses = 0

  async function shardToFill(): Promise<number> {
    shard ??= await cards.lastShard()
    // Three random places taken in a row: the shard is crowded, the next one is empty.
    if (misses >= 3) {
      shard += 1
      misses = 0
    }
    return shard
  }

  async function issue(
    holder: CardHolder,
    beneficiary: Beneficiary,
    last: StoredCard | undefined,
  ): Promise<IssuedCard> {
    const now = clock()
    const [key] = keys.issuers()
    const content = cardContent(beneficiary)
    const holderKey = compressed(holder.presentationKey)
    const contentHash = createHash('sha256')
      .update(JSON.stringify([issuer, cardClass, content]))
      .update(key.kid)
      .update(holderKey)
      .digest()
    const reference = Buffer.from(randomness(8))
    const isIndexNew =
      !last || age(last.indexAssignedAt, now) >= indexLifeMs || last.expiresAt <= now
    const isNew =
      isIndexNew || age(last.issuedAt, now) >= cardFreshMs || !last.contentHash.equals(contentHash)
    if (!isNew) return { beneficiary, content, stored: last, reference, isNew, isIndexNew }

    const place = isIndexNew
      ? { shard: await shardToFill(), statusIndex: randomInt(SHARD_SIZE), indexAssignedAt: now }
      : { shard: last.shard, statusIndex: last.statusIndex, indexAssignedAt: last.indexAssignedAt }
    // Whole seconds, as the card has them.
    const issuedAt = Math.floor(now.getTime() / 1000)
    const expiresAt = issuedAt + cardLifeMs / 1000
    const status = { index: place.statusIndex, uri: shardUri(issuer, place.shard) }
    const card = await signCard(
      { issuer, issuedAt, expiresAt, holderKey, status, cardClass, content },
      key.kid,
      (message) => key.sign(message),
    )
    const stored = {
      personId: holder.personId,
      phoneId: holder.phoneId,
      beneficiaryId: beneficiary.beneficiaryId,
      card: Buffer.from(card),
      contentHash,
      ...place,
      issuedAt: new Date(issuedAt * 1000),
      expiresAt: new Date(expiresAt * 1000),
    }
    return { beneficiary, content, stored, reference, isNew, isIndexNew }
  }

  return {
    async prepare(holder) {
      const [beneficiaries, lasts] = await Promise.all([
        registry.beneficiaries(holder.registryId),
        cards.ofPhone(holder.personId, holder.phoneId),
      ])
      const byId = new Map(lasts.map((last) => [last.beneficiaryId, last]))
      const issued: IssuedCard[] = []
      for (const beneficiary of beneficiaries) {
        issued.push(await issue(holder, beneficiary, byId.get(beneficiary.beneficiaryId)))
      }
      return issued
    },

    async keep(issued, succession) {
      await together(
        issued
          .filter(({ isNew }) => !isNew)
          .map(({ stored, reference }) => cards.refer(stored, reference, succession)),
      )
      for (const { stored, reference, isNew, isIndexNew } of issued) {
        if (!isNew) continue
        if (isIndexNew) {
          await needs.addShard(stored.shard, stored.issuedAt)
          const isTaken = await cards.takeIndex(stored)
          misses = isTaken ? 0 : misses + 1
          if (!isTaken) throw new IndexTaken()
        } else if (!(await cards.keepIndex(stored))) {
          throw new TypeError('A living card had lost its status index')
        }
        await cards.save(stored, reference, succession)
      }
    },
  }
}

function age(since: Date, now: Date): number {
  return now.getTime() - since.getTime()
}

/** 33 bytes: the sign of y, then x. */
function compressed(point: Buffer): Uint8Array<ArrayBuffer> {
  const short = new Uint8Array(33)
  short[0] = 2 + ((point[64] ?? 0) & 1)
  short.set(point.subarray(1, 33), 1)
  return short
}
