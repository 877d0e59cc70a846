import { fromBase64url, toBase64url } from '@etui/shared/bytes/base64url.ts'
import type { Bytes } from '@etui/shared/bytes/bytes.ts'
import { problems, problemType } from '@etui/shared/wire/problem.ts'
import type { RefusalCode, RefusalFacts } from '@etui/shared/refusal.ts'
import { drawBytes } from '../vault/draw-bytes.ts'

export interface PretendServer {
  readonly fetch: typeof fetch
  readonly letter: string
  readonly accepted: number
  readonly requests: number
  readonly state: 'rotating' | 'suspended'
  refuseWith(code: RefusalCode | null, facts?: RefusalFacts): void
}

/** For tests: the server's side of DESIGN.md 6, over one phone and without its cryptography. */
export async function pretendServer(first: Bytes, now: () => number): Promise<PretendServer> {
  const letter = toBase64url(drawBytes(120))
  let tokenHash = await hash(first)
  let previous = ''
  let provenFrom: string | null = null
  let accepted = 0
  let requests = 0
  let state: 'rotating' | 'suspended' = 'rotating'
  let refusal: RefusalCode | null = null
  let told: RefusalFacts = {}

  async function answer(
    url: string,
    body: Record<'token' | 'nextHash', string>,
  ): Promise<RefusalCode | null> {
    if (refusal) return refusal
    const presented = await hash(fromBase64url(body.token))
    if (url.endsWith('/resume')) {
      const isCurrent = presented === tokenHash || presented === previous
      if (provenFrom !== null && !isCurrent) return 'card-blocked'
      state = 'rotating'
      provenFrom = presented
    } else {
      if (state === 'suspended') return 'refresh-suspended'
      if (presented === previous && body.nextHash === tokenHash) return null
      if (presented !== tokenHash) {
        state = 'suspended'
        return 'refresh-suspended'
      }
    }
    previous = presented
    tokenHash = body.nextHash
    accepted++
    return null
  }

  return {
    letter,
    get accepted() {
      return accepted
    },
    get requests() {
      return requests
    },
    get state() {
      return state
    },
    refuseWith(code, facts = {}) {
      refusal = code
      told = facts
    },
    fetch: async (input, init) => {
      requests++
      // The caller under test sends JSON of this shape.
      const body = JSON.parse(String(init?.body)) as Record<'token' | 'nextHash', string>
      const code = await answer(String(input), body)
      if (code) {
        const facts = code === 'card-blocked' ? { reason: 'two-branches' } : told
        const problem = { type: problemType(code), title: code, status: problems[code][0], facts }
        return Response.json(problem, {
          status: problem.status,
          headers: { 'content-type': 'application/problem+json' },
        })
      }
      return Response.json({ serverTime: now(), nextRefreshAt: now() + 1, sealed: letter })
    },
  }
}

async function hash(bytes: Bytes): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}
