import { watch } from 'vue'
import type { Refusal } from '@etui/shared/refusal.ts'
import type { Workstation } from '../workstation/workstation.ts'

/**
 * Sends the journal after each renewal that came through: renewals come back by themselves with the network, and spread
 * over time (keep-renewing). Whoever's session turned out to be over is told at the door. Answers how to stop.
 */
export function keepSending(
  workstation: Pick<Workstation, 'facts' | 'seat' | 'reach' | 'endOverdue'>,
  send: () => Promise<Refusal | undefined>,
): () => void {
  const { facts, seat, reach } = workstation
  return watch(
    [() => facts.value.clock?.measuredAt, () => facts.value.statusCheckedAt, reach.isOnline, seat],
    async () => {
      if (seat.value !== 'ready' || !reach.isOnline.value) return
      const refusal = await send()
      if (refusal?.code === 'sign-in-needed') await workstation.endOverdue()
    },
    { immediate: true },
  )
}
