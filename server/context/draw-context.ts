import { randomBytes } from 'node:crypto'
import type { OpenedContext } from '@etui/shared/wire/counter.ts'
import { drawToken, hashOfToken } from '../session/session-token.ts'
import type { NewContext } from './context-store.ts'

/** From a verification to the end of what it gives (DESIGN.md 1). */
const contextMs = 30 * 60_000

/** Who was read, where and when. */
export interface Presented {
  readonly professionalId: string
  readonly counterId: string
  readonly personId: string
  readonly registryId: string
  readonly beneficiaryId: string
  readonly proofHash: Buffer
  readonly at: Date
}

/** Draws a context: what is kept of it, and what only its counter is told. */
export function drawContext({ at, ...presented }: Presented): {
  readonly kept: NewContext
  readonly told: OpenedContext
} {
  const contextId = randomBytes(12).toString('base64url')
  const token = drawToken()
  const endsAt = new Date(at.getTime() + contextMs)
  return {
    kept: { ...presented, contextId, tokenHash: hashOfToken(token), openedAt: at, endsAt },
    told: { contextId, token, endsAt: endsAt.getTime() },
  }
}
