import { Refusal, type RefusalCode, type RefusalFacts } from '@etui/shared/refusal.ts'

/** A problem (RFC 9457) as the Refusal it tells of; what is no problem of ours is the network's or the server's fault. */
export async function readProblem(response: Response): Promise<Refusal> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json')
  if (!isProblem) return new Refusal(response.status >= 500 ? 'server-fault' : 'network-down')
  try {
    const { type, facts } = (await response.json()) as { type?: unknown; facts?: unknown }
    const code = /\/problems\/([a-z0-9-]+)$/.exec(String(type))?.[1]
    if (code === undefined) return new Refusal('server-fault')
    // Both sides are built from one closed union; a code of a newer server gets the screens' general sentence.
    return new Refusal(code as RefusalCode, isFacts(facts) ? facts : {})
  } catch (cause) {
    return new Refusal('network-down', {}, { cause })
  }
}

function isFacts(value: unknown): value is RefusalFacts {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
