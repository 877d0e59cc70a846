import type { Verdict } from '@etui/shared/presentation/verification.ts'
import { verdictFamilies } from '../../src/reading/verdict-family.ts'

interface Note {
  readonly hertz: number
  /** seconds from the beginning */
  readonly at: number
  readonly lasts: number
}

/** Told apart without looking: two that rise, one that is low and long, two that are the same. */
const tunes = {
  valid: [
    { hertz: 880, at: 0, lasts: 0.12 },
    { hertz: 1320, at: 0.12, lasts: 0.2 },
  ],
  refused: [{ hertz: 196, at: 0, lasts: 0.5 }],
  again: [
    { hertz: 523, at: 0, lasts: 0.12 },
    { hertz: 523, at: 0.2, lasts: 0.12 },
  ],
} as const satisfies Record<string, readonly Note[]>

export type Tune = keyof typeof tunes

/** The tune of a verdict: good, not to be used, or to be presented again. */
export function tuneOf(verdict: Verdict): Tune {
  const family = verdictFamilies[verdict]
  if (family === 'valid') return 'valid'
  return family === 'card' ? 'refused' : 'again'
}

/** So loud at most: a counter has people on both sides. */
const LOUDNESS = 0.2

/** Plays a tune from now on; nothing clicks at its ends. */
export function playTune(context: BaseAudioContext, tune: Tune): void {
  for (const { hertz, at, lasts } of tunes[tune]) {
    const from = context.currentTime + at
    const loudness = new GainNode(context, { gain: 0 })
    loudness.gain.setValueAtTime(0, from)
    loudness.gain.linearRampToValueAtTime(LOUDNESS, from + 0.01)
    loudness.gain.setValueAtTime(LOUDNESS, from + lasts - 0.03)
    loudness.gain.linearRampToValueAtTime(0, from + lasts)
    const note = new OscillatorNode(context, { type: 'triangle', frequency: hertz })
    note.connect(loudness).connect(context.destination)
    note.start(from)
    note.stop(from + lasts)
  }
}
