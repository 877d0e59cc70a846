import { cleanScan } from '@etui/shared/presentation/frame.ts'

/** The parts of a KeyboardEvent that tell which digit a scanner meant. */
export interface KeyStroke {
  readonly key: string
  readonly code: string
  readonly altKey?: boolean
}

/**
 * The digit of a stroke, or undefined. A scanner is a keyboard that believes it is American: the place of the key
 * (`code`) says the digit whatever the layout, Caps Lock and Shift make of it, a dead key included. Where the system
 * gives no such place, the character counts: a digit, or one of the AZERTY outcomes (PRESENTATION.md, "Reading a
 * frame").
 */
export function keyDigit(stroke: KeyStroke): string | undefined {
  const place = /^(?:Digit|Numpad)([0-9])$/.exec(stroke.code)?.[1]
  // Alt with the number pad spells a character by its number: these strokes are not the digits themselves.
  if (place !== undefined)
    return stroke.altKey && stroke.code.startsWith('Numpad') ? undefined : place
  const cleaned = cleanScan(stroke.key.normalize('NFC'))
  return /^[0-9]$/.test(cleaned) ? cleaned : undefined
}
