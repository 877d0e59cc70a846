import { keyDigit } from './key-digit.ts'
import type { KeyStroke } from './key-digit.ts'

/** Two strokes of one burst are nearer than this; a scanner types every 1 to 60 ms, a person hardly ever. */
export const GAP_MS = 100

/** Shorter than this it is typing, or another scanner's barcode of a box: never a frame, never told. */
export const LEAST_CHARACTERS = 10

export interface TimedStroke extends KeyStroke {
  /** milliseconds on the event's own clock, so that a busy page does not stretch a gap */
  readonly at: number
  /** a key held down repeats by itself: never a scanner */
  readonly repeat?: boolean
  /** a command of the browser or the system (Ctrl, Meta), not a character */
  readonly isCommand?: boolean
}

export interface Burst {
  readonly text: string
  readonly lastedMs: number
}

/** What has been typed of a burst so far. */
export interface Typing {
  readonly length: number
  readonly lastedMs: number
  /** how long it will be, once a frame has begun by saying so (PRESENTATION.md, "Layers") */
  readonly whole?: number
}

export type Heard =
  /** nothing of ours, or not enough of it yet */
  | ({ readonly kind: 'gathering' } & Typing)
  | { readonly kind: 'ended'; readonly burst: Burst }
  | { readonly kind: 'nothing' }

export interface BurstGatherer {
  hear(stroke: TimedStroke): Heard
  /** Ends by a pause: the burst, if what was gathered is long enough to be one. */
  pause(): Burst | undefined
}

const silent = /^(?:Shift|CapsLock|NumLock|AltGraph|Alt|Control|Meta|Process|Unidentified)$/

/**
 * Gathers what a keyboard-wedge scanner types: characters less than 100 ms apart, ended by Enter, Tab or a pause.
 * Digits are told by place or AZERTY outcome; any other character is kept as it is, so that a foreign code shows.
 */
export function burstGatherer(): BurstGatherer {
  let text = ''
  let startedAt = 0
  let lastAt = Number.NEGATIVE_INFINITY

  function take(): Burst | undefined {
    const burst = { text, lastedMs: lastAt - startedAt }
    text = ''
    return burst.text.length >= LEAST_CHARACTERS ? burst : undefined
  }

  function hear(stroke: TimedStroke): Heard {
    if (stroke.isCommand || stroke.repeat) {
      text = ''
      return { kind: 'nothing' }
    }
    if (stroke.at - lastAt >= GAP_MS) text = ''
    const digit = keyDigit(stroke)
    const isEnd = stroke.key === 'Enter' || stroke.key === 'Tab'
    if (isEnd) {
      const burst = take()
      return burst ? { kind: 'ended', burst } : { kind: 'nothing' }
    }
    if (digit === undefined && silent.test(stroke.key)) {
      // A modifier belongs to the burst's rhythm and adds nothing to it.
      if (text !== '') lastAt = stroke.at
      return gathering()
    }
    const character = digit ?? (stroke.key.length === 1 ? stroke.key : undefined)
    if (character === undefined) {
      text = ''
      return { kind: 'nothing' }
    }
    if (text === '') startedAt = stroke.at
    text += character
    lastAt = stroke.at
    return gathering()
  }

  function gathering(): Heard {
    const told = /^27[123][0-9]([0-9]{4})/.exec(text)?.[1]
    return {
      kind: 'gathering',
      length: text.length,
      lastedMs: lastAt - startedAt,
      ...(told && { whole: Number(told) + 10 }),
    }
  }

  return { hear, pause: take }
}
