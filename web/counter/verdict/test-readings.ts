import type { ReadingResult } from '../../src/reading/reading-result.ts'

export const readAt = Date.UTC(2026, 3, 14, 8, 42, 7)
export const online = { readAt, source: { kind: 'online' } } as const
const offline = {
  readAt,
  source: { kind: 'offline', statusAsOf: readAt - 3_720_000, trustedAsOf: readAt - 172_800_000 },
} as const
const byForm = { readAt, source: { kind: 'form' } } as const

/** Every verdict, in every way it can be reached. */
export const everyReading: readonly ReadingResult[] = [
  { verdict: 'valid', ...online },
  { verdict: 'valid', ...online, isFlagged: true, isRepeat: true },
  { verdict: 'valid', ...offline },
  { verdict: 'valid', ...offline, isSlow: true },
  { verdict: 'valid', ...offline, isUnwritten: true },
  { verdict: 'specimen', ...online },
  { verdict: 'stale', ...online, secondsOff: 10 },
  { verdict: 'stale', ...offline, secondsOff: 130, likelierOff: 'station' },
  { verdict: 'clock', ...online, secondsOff: 300, likelierOff: 'phone' },
  { verdict: 'clock', ...offline, secondsOff: 7_260, likelierOff: 'station' },
  { verdict: 'expired', ...online, expiredAt: readAt - 86_400_000 },
  { verdict: 'expired', ...offline },
  { verdict: 'revoked', ...online, blockedAt: readAt - 60_000 },
  { verdict: 'revoked', ...online },
  { verdict: 'revoked', ...offline },
  { verdict: 'replayed', ...online, previous: { at: readAt - 60_000, isHere: false } },
  {
    verdict: 'replayed',
    ...online,
    previous: { at: readAt - 60_000, isHere: false, counterName: 'Comptoir 1' },
  },
  { verdict: 'replayed', ...offline, previous: { at: readAt - 60_000, isHere: true } },
  { verdict: 'replayed', ...online },
  { verdict: 'audience', ...offline, audience: 'other-counter' },
  { verdict: 'audience', ...offline, audience: 'challenge' },
  { verdict: 'signature', ...offline },
  { verdict: 'issuer-unknown', ...offline },
  { verdict: 'malformed', ...byForm },
  { verdict: 'key-missing', ...offline, missing: 'group-key' },
  { verdict: 'key-missing', ...offline, missing: 'trusted-list' },
  { verdict: 'key-missing', ...offline, missing: 'status-list' },
  { verdict: 'key-missing', ...online },
  { verdict: 'version', ...byForm },
  { verdict: 'online-only', ...offline },
  { verdict: 'unreadable', ...byForm },
  { verdict: 'foreign', ...byForm },
]
