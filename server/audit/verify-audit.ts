import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { hashEntry, noHash } from './audit-entry.ts'
import { isHeadSigned, type SignedHead, type VerifierOf } from './audit-head.ts'
import type { AuditStore } from './audit-store.ts'

export interface AuditVerification {
  readonly audit: AuditStore
  readonly root: Bytes
  readonly verifierOf: VerifierOf
  /** Heads kept outside, as they were published. */
  readonly kept?: readonly SignedHead[]
}

export interface AuditFindings {
  readonly entries: number
  readonly heads: number
  readonly newestHead: string | undefined
  /** A sentence each; none when the log is whole. */
  readonly problems: readonly string[]
}

const page = 1_000
/** Every head there is: one a day. */
const allHeads = 1_000_000

/**
 * Computes the whole chain anew and holds it against every signed head, ours and those kept outside. A changed entry breaks
 * the chain; a chain written anew meets a head it does not lead to; a cut tail ends before the head that names it. What
 * was done since the newest head is guarded by the chain alone.
 */
export async function verifyAudit(needs: AuditVerification): Promise<AuditFindings> {
  const { audit, kept = [] } = needs
  const own = await audit.heads(allHeads)
  const heads = [...own, ...kept]
  const problems: string[] = []
  for (const head of heads) {
    if (!(await isHeadSigned(head, needs.root, needs.verifierOf)))
      problems.push(`The head of ${head.day} is not signed by the list key of that day.`)
  }
  for (const { day } of kept) {
    if (!own.some((head) => head.day === day))
      problems.push(`The head of ${day} was published and is no longer here.`)
  }
  const chain = await walkChain(audit, heads)
  problems.push(...chain.problems)
  for (const { day, seq, hash } of heads) {
    const found = seq === 0 ? noHash : chain.hashes.get(seq)
    if (!found)
      problems.push(`The head of ${day} names entry ${seq}; the log ends at ${chain.entries}.`)
    else if (!found.equals(hash))
      problems.push(`Entry ${seq} is not the one that the head of ${day} names.`)
  }
  return {
    entries: chain.entries,
    heads: own.length,
    newestHead: own[0]?.day,
    problems: [...new Set(problems)],
  }
}

interface WalkedChain {
  readonly entries: number
  /** of the entries that a head names */
  readonly hashes: ReadonlyMap<number, Buffer>
  readonly problems: readonly string[]
}

/** Stops at the first entry that does not follow from the one before: what comes after it means nothing. */
async function walkChain(
  audit: Pick<AuditStore, 'after'>,
  heads: readonly SignedHead[],
): Promise<WalkedChain> {
  const named = new Set(heads.map(({ seq }) => seq))
  const hashes = new Map<number, Buffer>()
  let seq = 0
  let hash: Buffer = noHash
  for (;;) {
    const rows = await audit.after(seq, page)
    for (const row of rows) {
      const isNext = row.seq === seq + 1 && row.previousHash.equals(hash)
      if (!isNext || !row.hash.equals(hashEntry(hash, row))) {
        const problem = `Entry ${seq + 1} was changed, or is missing.`
        return { entries: seq, hashes, problems: [problem] }
      }
      ;({ seq, hash } = row)
      if (named.has(seq)) hashes.set(seq, hash)
    }
    if (rows.length < page) return { entries: seq, hashes, problems: [] }
  }
}
