import type { AuditStore } from '../audit/audit-store.ts'

/** A film in the hands of an agent, whose lease ends then unless it is renewed. */
export interface OpenedFilm {
  readonly agentId: string
  readonly checkId: string
  readonly kind: string
  readonly leaseEndsAt: Date
}

/** Beyond so many, those whose lease has ended are forgotten. */
const mostKept = 1_000

/**
 * Writes down which films agents open: the first request for one under a lease, whatever bytes it is for, and resolves once
 * that is written. A player asks for many ranges; a lease that was renewed, or another node, writes it again.
 */
export function filmLog(audit: Pick<AuditStore, 'append'>) {
  const written = new Map<string, { readonly leaseEndsAt: Date; readonly entry: Promise<void> }>()

  return async ({ agentId, checkId, kind, leaseEndsAt }: OpenedFilm, at: Date): Promise<void> => {
    const name = `${agentId} ${checkId} ${kind}`
    const before = written.get(name)
    if (before?.leaseEndsAt.getTime() === leaseEndsAt.getTime()) return before.entry
    if (written.size >= mostKept) {
      for (const [each, kept] of written) if (kept.leaseEndsAt <= at) written.delete(each)
    }
    const entry = audit.append({
      at,
      agentId,
      act: 'film-opened',
      subject: checkId,
      facts: { kind },
    })
    written.set(name, { leaseEndsAt, entry })
    try {
      await entry
    } catch (error) {
      written.delete(name)
      throw error
    }
  }
}
