import { onScopeDispose, watch, type Ref } from 'vue'
import { askForRefreshOnReturn } from './background-sync.ts'
import { proveByDevice } from './device-prover.ts'
import { followNews, type NewsNeeds } from './follow-news.ts'
import type { HolderPhone } from './holder-phone.ts'

type Needs = Pick<HolderPhone, 'open' | 'refresh'> & {
  readonly needs: Parameters<typeof proveByDevice>[0]
}

type Reach = Pick<NewsNeeds, 'fetch' | 'origin'> & {
  /** asks to be woken when the network is back */
  readonly askForReturn: () => Promise<unknown>
}

/** Refreshes for news come no faster, milliseconds. */
const leastMs = 1_000

/**
 * While the case is open on a page that is seen, with network: whatever is told of the card comes at once, since the server
 * says when there is something. Without network the browser is asked to refresh when it is back, where it knows how.
 */
export function useNews(
  holder: Needs,
  isOnline: Readonly<Ref<boolean>>,
  page: Document = document,
  reach: Reach = {
    fetch: (...asked) => fetch(...asked),
    origin: location.origin,
    askForReturn: askForRefreshOnReturn,
  },
): void {
  let following: AbortController | null = null
  let isUnderWay = false
  let isMore = false

  async function refresh(): Promise<void> {
    isMore = true
    if (isUnderWay) return
    isUnderWay = true
    while (isMore) {
      isMore = false
      await holder.refresh()
      if (isMore) await new Promise((resolve) => setTimeout(resolve, leastMs))
    }
    isUnderWay = false
  }

  function settle(): void {
    const isWanted =
      holder.open.value !== null && isOnline.value && page.visibilityState === 'visible'
    if (isWanted === (following !== null)) return
    following?.abort()
    following = isWanted ? new AbortController() : null
    if (following === null) return
    const prove = proveByDevice(holder.needs)
    const { fetch, origin } = reach
    const needs = { fetch, origin, prove, random: () => Math.random() }
    void followNews(() => void refresh(), following.signal, needs)
  }

  watch(() => [holder.open.value !== null, isOnline.value], settle, { immediate: true })
  watch(
    isOnline,
    (isThere) => {
      if (!isThere) void reach.askForReturn()
    },
    { immediate: true },
  )
  page.addEventListener('visibilitychange', settle)
  onScopeDispose(() => {
    page.removeEventListener('visibilitychange', settle)
    following?.abort()
  })
}
