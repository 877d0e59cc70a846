/** The two films of a check: what they are, and the measures they are taken by. */
export const recordingKinds = ['document', 'face'] as const
export type RecordingKind = (typeof recordingKinds)[number]

export const recordingLimits = {
  mostBytes: 60_000_000,
  /** One request of an upload. */
  mostPieceBytes: 512 * 1024,
  /** Four times what the largest film needs; a film in more pieces costs more to read than it is worth. */
  mostPieces: 500,
  leastMs: 2_000,
  mostMs: 60_000,
  leastFramesPerSecond: 1,
} as const

/** Why a film is not taken, found in its content. */
export const recordingFaults = [
  'not-a-video',
  'too-short',
  'too-long',
  'no-sound',
  'damaged',
  'too-large',
] as const
export type RecordingFault = (typeof recordingFaults)[number]
