import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { Refusal } from '@etui/shared/refusal.ts'

const LIMIT_MS = 20_000

/**
 * A published list, from this page's own origin and nowhere else. The browser asks whether the one it holds still
 * stands (ETag). Throws `network-down`, or `server-fault` for an answer that is no list.
 */
export async function fetchList(
  path: '/trusted-list' | '/s/all',
  fetcher: typeof fetch = fetch,
): Promise<Bytes> {
  let response: Response
  try {
    response = await fetcher(path, {
      cache: 'no-cache',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(LIMIT_MS),
    })
    if (response.ok) return new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    throw new Refusal('network-down', {}, { cause })
  }
  throw new Refusal('server-fault', { status: response.status })
}
