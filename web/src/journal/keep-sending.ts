import { watch } from 'vue'
import type { Refusal } from '@etui/shared/refusal.ts'
import type { Workstation } from '../workstation/workstation.ts'
import { watchChanges } from './journal-changes.ts'

/**
 * Sends the journal after each renewal that came through, which come back by themselves with the network, and spread over
 * time (keep-renewing); and what is written in it while there is network. Whoever's session turned out to be over is told
 * at the door. What is written while it sends is sent as well: it looks again once it is through. Answers how to stop.
 */
export function keepSending(
  workstation: Pick<Workstation, 'db' | 'facts' | 'seat' | 'reach' | 'endOverdue'>,
  send: () => Promise<Refusal | undefined>,
): () => void {
  const { db, facts, seat, reach } = workstation
  const over = new AbortController()
  let isSending = false
  let isAsked = false
  const stopChanges = watchChanges(db, () => void sendNow())
  const stopRenewals = watch(
    [() => facts.value.clock?.measuredAt, () => facts.value.statusCheckedAt, reach.isOnline, seat],
    sendNow,
    { immediate: true },
  )

  async function sendNow(): Promise<void> {
    isAsked = true
    if (isSending) return
    isSending = true
    try {
      while (isAsked && !over.signal.aborted && seat.value === 'ready' && reach.isOnline.value) {
        isAsked = false
        const refusal = await send()
        if (refusal?.code === 'sign-in-needed') await workstation.endOverdue()
      }
    } finally {
      isSending = false
    }
  }

  return () => {
    over.abort()
    stopChanges()
    stopRenewals()
  }
}
