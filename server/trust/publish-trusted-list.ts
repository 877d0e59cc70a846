import { createHash } from 'node:crypto'
import { signTrustedList } from '@etui/shared/trust/signed-trusted-list.ts'
import { encodeTrustedList } from '@etui/shared/trust/trusted-list-format.ts'
import type { Clock } from '../clock.ts'
import type { Keys } from '../keys/keys.ts'
import { type IssuerOfCards, trustedKeys } from './trusted-keys.ts'
import type { TrustedListRow, TrustedListStore } from './trusted-list-store.ts'

/** A trusted list is good for so long; a counter that holds an older one says nothing is known any more. */
export const listLifeMs = 31 * 24 * 60 * 60_000
/** It is signed again when so old, though nothing changed: a counter warns of lists older than a day. */
export const listRenewalMs = 5 * 60 * 60_000

export interface TrustPublishing extends IssuerOfCards {
  readonly trustedLists: TrustedListStore
  readonly keys: Keys
  readonly clock: Clock
}

/**
 * Publishes a trusted list when the keys are others than those of the newest, when the list key is another, or when it is
 * old; answers the newest. The version only grows, whatever node writes it.
 */
export async function publishTrustedList(needs: TrustPublishing): Promise<TrustedListRow> {
  for (;;) {
    const newest = await needs.trustedLists.newest()
    const contentHash = hashContent(needs)
    if (newest && !isDue(newest, contentHash, needs.clock())) return newest
    const next = await signNext(newest, contentHash, needs)
    if (await needs.trustedLists.add(next)) return next
  }
}

function isDue(newest: TrustedListRow, contentHash: Buffer, at: Date): boolean {
  const age = at.getTime() - newest.createdAt.getTime()
  return !newest.contentHash.equals(contentHash) || age >= listRenewalMs
}

async function signNext(
  newest: TrustedListRow | null,
  contentHash: Buffer,
  needs: TrustPublishing,
): Promise<TrustedListRow> {
  const createdAt = needs.clock()
  const issuedAt = Math.floor(createdAt.getTime() / 1000)
  const listKey = needs.keys.list()
  const version = (newest?.version ?? 0) + 1
  const list = await signTrustedList(
    {
      version,
      issuedAt,
      expiresAt: issuedAt + listLifeMs / 1000,
      ...trustedKeys(needs.keys, needs),
    },
    listKey.certificate,
    listKey.sign,
  )
  return { version, contentHash, list: Buffer.from(list), createdAt }
}

/** What a list says and who signs it, without version and dates. */
function hashContent({ keys, issuer, cardClass }: TrustPublishing): Buffer {
  const undated = {
    version: 1,
    issuedAt: 0,
    expiresAt: 1,
    ...trustedKeys(keys, { issuer, cardClass }),
  }
  return createHash('sha256')
    .update(encodeTrustedList(undated))
    .update(keys.list().certificate)
    .digest()
}
