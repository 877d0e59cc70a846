import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { cleanScan, readFrame as readForm } from '@etui/shared/presentation/frame.ts'
import { webReading } from '@etui/shared/presentation/platform-web-reading.ts'
import { verifyPresentation } from '@etui/shared/presentation/verify-presentation.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { RefusalCode } from '@etui/shared/refusal.ts'
import { renewContext } from '@etui/shared/wire/context.ts'
import { readPresentation } from '@etui/shared/wire/counter.ts'
import type { OpenedContext } from '@etui/shared/wire/counter.ts'
import { answeredChallenge } from '../challenge/answered-challenge.ts'
import type { Caller } from '../http/call.ts'
import { journalReading } from '../journal/journal-reading.ts'
import { tellWorking } from '../staff/kept-team.ts'
import type { KeptChallenge } from '../workstation/workstation-db.ts'
import type { Workstation } from '../workstation/workstation.ts'
import { offlineReading } from './offline-reading.ts'
import { onlineReading } from './online-reading.ts'
import type { ReadingResult, ReadingSource } from './reading-result.ts'
import { rememberReading } from './remember-reading.ts'
import { rememberCards, workstationReader } from './workstation-reader.ts'

/** The server cannot judge now: the workstation judges alone. Any other refusal is its answer. */
const outOfReach: readonly RefusalCode[] = ['network-down', 'server-fault', 'database-busy']

export interface ReadingNeeds {
  readonly workstation: Workstation
  /** with a limit short enough for someone waiting at a counter */
  readonly call: Caller
}

/** With `renewing`, the card presented again in that context: then only the server judges. */
export type ReadFrame = (scanned: string, renewing?: OpenedContext) => Promise<ReadingResult>

/**
 * Makes the one way to read a scan. What has not the form of a frame is told at once and goes nowhere. A frame goes to
 * the server; where that cannot be reached, this workstation verifies it by what it holds, and writes that in its journal
 * before it tells the verdict. Throws the server's refusals,
 * and `sign-in-needed` where twelve hours have passed since the last sign-in.
 */
export function createReadFrame({ workstation, call }: ReadingNeeds): ReadFrame {
  const verifiedCards = rememberCards()
  const { reach } = workstation

  async function readOnline(
    digits: string,
    renewing: OpenedContext | undefined,
  ): Promise<ReadingResult | undefined> {
    if (!reach.isOnline.value) return undefined
    const challenge = await challengeOf(digits)
    try {
      await tellWorking(workstation.db, call)
      const body = { frame: digits, ...(challenge && { challenge: toBase64url(challenge.bytes) }) }
      const answer = await askServer(body, renewing)
      reach.saw(true)
      return onlineReading(answer)
    } catch (error) {
      if (!(error instanceof Refusal) || !outOfReach.includes(error.code)) throw error
      reach.saw(false)
      return undefined
    }
  }

  function askServer(
    body: { readonly frame: string; readonly challenge?: string },
    renewing: OpenedContext | undefined,
  ) {
    if (!renewing) return call(readPresentation, { body })
    const { contextId, token } = renewing
    return call(renewContext, { params: { contextId }, body: { ...body, token } })
  }

  /** What this counter asked, where the frame answers that: the server knows no challenge by itself. */
  async function challengeOf(digits: string): Promise<KeptChallenge | undefined> {
    const { db, facts } = workstation
    const { kit } = facts.value
    if (!kit) return undefined
    const groupKey = (groupKeyId: number) => workstation.groupKey(groupKeyId)
    return answeredChallenge(digits, {
      db,
      opener: { cryptography: webReading, cardClass: kit.cardClass, groupKey },
    })
  }

  async function readOffline(digits: string): Promise<ReadingResult> {
    const { session, counter, kit } = workstation.facts.value
    const readAt = workstation.now()
    if (!session || !counter || readAt >= session.offlineUntil) throw new Refusal('sign-in-needed')
    // Signed in, but the network went before what the server hands out came.
    if (!kit)
      return { verdict: 'key-missing', missing: 'trusted-list', readAt, source: sourceNow() }
    const reader = await workstationReader(workstation, readAt, verifiedCards)
    const verified = await verifyPresentation(digits, reader)
    const isClockDoubtful = workstation.isClockDoubtful()
    const { counterId } = counter
    const facts = { readAt, source: sourceNow(), isClockDoubtful, counterId }
    const told = offlineReading(verified, facts)
    const { professional } = session
    return journalReading(workstation.db, { digits, verified, told }, { professional, counterId })
  }

  function sourceNow(): ReadingSource {
    const { statusAsOf, trustedList } = workstation.facts.value
    return {
      kind: 'offline',
      ...(statusAsOf === undefined ? {} : { statusAsOf }),
      ...(trustedList ? { trustedAsOf: trustedList.issuedAt } : {}),
    }
  }

  async function remember(digits: string, told: ReadingResult): Promise<void> {
    // Where no kit ever came nothing passes without network.
    if (!workstation.facts.value.kit) return
    const reader = await workstationReader(workstation, workstation.now(), verifiedCards)
    await rememberReading(digits, told, { db: workstation.db, reader })
  }

  return async (scanned, renewing) => {
    const form = readForm(scanned)
    if ('not' in form) {
      const readAt = workstation.now()
      return { verdict: form.not, readAt, source: { kind: 'form' } }
    }
    const digits = cleanScan(scanned)
    const online = await readOnline(digits, renewing)
    if (!online && renewing) throw new Refusal('network-down')
    if (!online) return readOffline(digits)
    await remember(digits, online)
    return online
  }
}
