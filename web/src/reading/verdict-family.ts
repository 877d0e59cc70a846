import type { Verdict } from '@etui/shared/presentation/verification.ts'
import type { PlateFamily } from '../ui/plate-family.ts'

/** Whose turn it is after each verdict: a colour, a shape and a word (LOOK.md, "Refusals say whose turn it is"). */
export const verdictFamilies = {
  valid: 'valid',
  revoked: 'card',
  expired: 'card',
  signature: 'card',
  'issuer-unknown': 'card',
  malformed: 'card',
  specimen: 'card',
  stale: 'moment',
  clock: 'moment',
  audience: 'moment',
  replayed: 'moment',
  unreadable: 'reading',
  foreign: 'reading',
  'key-missing': 'station',
  version: 'station',
  'online-only': 'station',
} as const satisfies Record<Verdict, PlateFamily>
