import type { Case, QueuedCase as QueuedView } from '@etui/shared/wire/case.ts'
import type { QueuedCase } from '../check/case-store.ts'
import { type CheckRow, openContent } from '../check/check-row.ts'
import type { Traits } from '../registry/registry.ts'
import type { CaseNeeds } from './case-needs.ts'

/** Other attempts of the same person that an agent is shown. */
const mostEarlier = 10

/** A case as the agent who holds it sees it; of somebody the registry no longer knows too, so that it can be refused. */
export async function viewCase(row: CheckRow, needs: CaseNeeds): Promise<Case> {
  const { checks, recordings, registry, keys } = needs
  const { checkId, registryId, sentAt, leaseEndsAt, challenge, mrzDiffering } = row
  if (!sentAt || !leaseEndsAt) throw new TypeError('a case that is held was sent and is leased')
  const [person, films, sent] = await Promise.all([
    registry.person(registryId),
    recordings.ofCheck(checkId),
    checks.sentOf(registryId, mostEarlier + 1),
  ])
  const { mrz, claims, question } = openContent(row, keys)
  return {
    checkId,
    attempt: row.attempt,
    documentKind: row.documentKind,
    sentAt: sentAt.getTime(),
    leaseEndsAt: leaseEndsAt.getTime(),
    isForSupervisor: row.isForSupervisor,
    ...(question !== undefined && { question }),
    challenge: { movements: [...challenge.movements], digits: challenge.digits },
    ...(mrz && { mrz: [...mrz] }),
    ...(claims && { claims }),
    ...(mrzDiffering && { differing: mrzDiffering }),
    ...(person && { registry: viewTraits(person.traits) }),
    recordings: films.map(({ kind, size, durationMs }) => ({
      kind,
      size,
      ...(durationMs !== null && { durationMs }),
    })),
    earlier: sent.filter((other) => other.checkId !== checkId).map(viewEarlier),
  }
}

function viewTraits({ familyName, givenNames, birthDate, sex, birthPlace }: Traits) {
  return { familyName, givenNames, birthDate, sex, birthPlace }
}

function viewEarlier(row: CheckRow): Case['earlier'][number] {
  const { checkId, attempt, documentKind, state, sentAt, decidedAt, reasons } = row
  return {
    checkId,
    attempt,
    documentKind,
    state,
    sentAt: sentAt?.getTime() ?? 0,
    ...(decidedAt && { decidedAt: decidedAt.getTime() }),
    reasons: reasons ?? [],
  }
}

/** A case in the queue, as this agent sees it at `at`. */
export function viewQueued(row: QueuedCase, agentId: string, at: Date): QueuedView {
  const { checkId, sentAt, attempt, documentKind, isForSupervisor, leasedTo, leaseEndsAt } = row
  const isLeased = leasedTo !== null && leaseEndsAt !== null && leaseEndsAt > at
  return {
    checkId,
    sentAt: sentAt?.getTime() ?? 0,
    attempt,
    documentKind,
    isForSupervisor,
    ...(isLeased && { lease: { isMine: leasedTo === agentId, endsAt: leaseEndsAt.getTime() } }),
  }
}
