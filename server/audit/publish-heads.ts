import type { Clock } from '../clock.ts'
import type { Keys } from '../keys/keys.ts'
import { headMessage } from './audit-head.ts'
import type { AuditStore } from './audit-store.ts'

export interface HeadPublishing {
  readonly audit: AuditStore
  readonly keys: Pick<Keys, 'list'>
  readonly clock: Clock
}

const day = 86_400_000

/**
 * Signs the head of yesterday, unless some node has: the end of the chain as it is when this is first done after midnight
 * (UTC). A day nobody was there to sign has none; the next head covers it.
 */
export async function publishHead({ audit, keys, clock }: HeadPublishing): Promise<void> {
  const createdAt = clock()
  const yesterday = new Date(createdAt.getTime() - day).toISOString().slice(0, 10)
  const [last] = await audit.heads(1)
  if (last && last.day >= yesterday) return
  const { seq, hash } = await audit.newest()
  const head = { day: yesterday, seq, hash }
  const { sign, certificate } = keys.list()
  const signature = Buffer.from(sign(headMessage(head)))
  await audit.addHead({ ...head, signature, certificate: Buffer.from(certificate), createdAt })
}
