import { readonly, shallowRef, type Ref } from 'vue'

/**
 * How long the server lets a code open cards without network after one typed with it, milliseconds. Remembered for the next
 * opening; 0, and no lease, until the server has said.
 */
export interface LeaseLength {
  readonly leaseMs: Readonly<Ref<number>>
  /** What the server says of itself, each time it says it. */
  tell(hours: number): void
}

const place = 'etui.lease-hours'

export function rememberLeaseLength(storage: Storage = localStorage): LeaseLength {
  const leaseMs = shallowRef(toMs(Number(storage.getItem(place) ?? 0)))
  return {
    leaseMs: readonly(leaseMs),
    tell(hours) {
      leaseMs.value = toMs(hours)
      storage.setItem(place, String(hours))
    },
  }
}

function toMs(hours: number): number {
  return Number.isSafeInteger(hours) && hours > 0 ? hours * 3_600_000 : 0
}
