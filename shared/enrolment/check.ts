/**
 * One check of an identity by video: two short films, a document and a face, that an agent judges (DESIGN.md 5). Its
 * states, the acts that lead from one to another, and the measures both sides go by. Durations in milliseconds.
 */
export const checkStates = ['recording', 'waiting', 'accepted', 'refused', 'withdrawn'] as const
export type CheckState = (typeof checkStates)[number]

export const checkDocuments = ['passport', 'identity-card', 'residence-permit'] as const
export type CheckDocument = (typeof checkDocuments)[number]

export const movements = ['left', 'right', 'up', 'down'] as const
export type Movement = (typeof movements)[number]

/** What the face film must show: movements of the head in this order, and three digits said aloud. */
export interface CheckChallenge {
  readonly movements: readonly Movement[]
  readonly digits: string
}

/** Why an agent says no; each has a sentence and a way to do better on the phone. */
export const checkRefusals = [
  'document-unreadable',
  'document-expired',
  'document-not-accepted',
  'document-cut',
  'face-hidden',
  'face-dark',
  'challenge-not-followed',
  'digits-not-said',
  'faces-differ',
  'traits-differ',
  'film-damaged',
  'suspected-fraud',
] as const
export type CheckRefusal = (typeof checkRefusals)[number]

const minute = 60_000
const day = 24 * 60 * minute

/** A challenge is drawn by the server and alive for this long. */
export const challengeMs = 30 * minute
/** An agent who takes a case has it for this long, and renews while looking. */
export const leaseMs = 10 * minute
/** A check that is not sent within this is begun anew. */
export const unsentMs = day
/** So many checks may be sent within so long by one person. */
export const mostAttempts = 5
export const attemptsMs = 7 * day
/** From these many decisions on, the median of their waiting is told; never a guess. */
export const leastDecisions = 5
export const countedDecisions = 50

export type CheckAct = keyof typeof allowedIn

/** In which states each act may be done. What is decided or withdrawn is never gone on with: another check is opened. */
const allowedIn = {
  record: ['recording'],
  'draw-challenge': ['recording'],
  send: ['recording'],
  withdraw: ['recording', 'waiting'],
  take: ['waiting'],
  decide: ['waiting'],
  'ask-supervisor': ['waiting'],
} as const satisfies Record<string, readonly CheckState[]>

/** The states in which an act may be done: what a store's guarded statement asks for. */
export function checkStatesFor(act: CheckAct): CheckState[] {
  return [...allowedIn[act]]
}

/** The states a check ends in: it holds its films only for a while more. */
export function isDecided(state: CheckState): boolean {
  return state === 'accepted' || state === 'refused'
}
