import type { Verification } from './verification.ts'

type Complete = Extract<Verification, { readonly verdict: 'valid' | 'specimen' }>
type Established = 'frameType' | 'card' | 'proof' | 'replayKey' | 'ageSeconds'

/** Every verdict but the two that need all twelve steps, without what was established before it. */
export type Refused = DropEstablished<Exclude<Verification, Complete>>
type DropEstablished<T> = T extends unknown ? Omit<T, Established> : never

/** Ends a verification at the step that failed. Stays within the verifier. */
export class Stop extends Error {
  readonly verdict: Refused

  constructor(verdict: Refused) {
    super(verdict.verdict)
    this.verdict = verdict
  }
}
