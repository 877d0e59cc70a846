import { watch } from 'vue'
import type { Refusal } from '@etui/shared/refusal.ts'
import type { Workstation } from '../workstation/workstation.ts'
import { watchChanges } from './journal-changes.ts'

/**
 * Sends the journal after each renewal that came through, which come back by themselves with the network, and spread over
 * time (keep-renewing); and what is written in it while there is network. Whoever's session turned out to be over is told
 * at the door. Answers how to stop.
 */
export function keepSending(
  workstation: Pick<Workstation, 'db' | 'facts' | 'seat' | 'reach' | 'endOverdue'>,
  send: () => Promise<Refusal | undefined>,
): () => void {
  const { db, facts, seat, reach } = workstation
  const stopChanges = watchChanges(db, () => void sendNow())
  const stopRenewals = watch(
    [() => facts.value.clock?.measuredAt, () => facts.value.statusCheckedAt, reach.isOnline, seat],
    sendNow,
    { immediate: true },
  )

  async function sendNow(): Promise<void> {
    if (seat.value !== 'ready' || !reach.isOnline.value) return
    const refusal = await send()
    if (refusal?.code === 'sign-in-needed') await workstation.endOverdue()
  }

  return () => {
    stopChanges()
    stopRenewals()
  }
}
