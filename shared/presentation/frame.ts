import type { Bytes } from '../bytes/bytes.ts'
import { decodeDigits, encodeDigits, numberAt } from './digits.ts'

/** 1 plain (tests and demonstrations), 2 sealed, 3 sealed reference. */
export type FrameType = 1 | 2 | 3

export interface Frame {
  readonly type: FrameType
  readonly body: Bytes
}

/** What a text that is not a frame is, in the words of the verdicts. */
export type NotAFrame =
  | { readonly not: 'foreign' | 'unreadable' | 'malformed' }
  | { readonly not: 'version'; readonly version: number }

/** What keys 1..0 give on an AZERTY host in its states: plain, Caps Lock on some hosts, and a Mac. */
const azerty = new Map<string, string>([
  ...[...`&é"'(-è_çà`].map((key, place) => [key, String((place + 1) % 10)] as const),
  ...[...'ÉÈÇÀ'].map((key, place) => [key, '2790'.charAt(place)] as const),
  ['§', '6'],
  ['!', '8'],
])

/** `27 T V LLLL body CC`: the digits of a frame, for a QR code in numeric mode. */
export function encodeFrame(frame: Frame): string {
  const body = encodeDigits(frame.body)
  if (body.length > 9999) throw new TypeError('a body has 9,999 digits at most')
  const text = `27${frame.type}1${String(body.length).padStart(4, '0')}${body}`
  return text + checkDigits(text)
}

/**
 * Reads what a camera, a keyboard-wedge scanner or a clipboard gave (PRESENTATION.md, "Reading a frame"): blanks at both
 * ends go, AZERTY outcomes become digits.
 */
export function readFrame(scanned: string): Frame | NotAFrame {
  const text = cleanScan(scanned)
  if (!/^27[123][0-9]{7,}$/.test(text)) return { not: 'foreign' }
  const end = text.length - 2
  if (text.length !== Number(text.slice(4, 8)) + 10) return { not: 'unreadable' }
  if (checkDigits(text.slice(0, end)) !== text.slice(end)) return { not: 'unreadable' }
  if (text.charAt(3) !== '1') return { not: 'version', version: Number(text.charAt(3)) }
  const body = decodeDigits(text.slice(8, end))
  if (body === undefined || body.length === 0) return { not: 'malformed' }
  // The pattern above leaves 1, 2 and 3.
  return { type: Number(text.charAt(2)) as FrameType, body }
}

/** A scan without what hosts and scanners add or garble: for pages that look for a frame among keystrokes. */
export function cleanScan(scanned: string): string {
  const text = scanned.replace(/^[\r\n\t ]+|[\r\n\t ]+$/g, '')
  if (/^[0-9]*$/.test(text)) return text
  let cleaned = ''
  for (const character of text) cleaned += azerty.get(character) ?? character
  return cleaned
}

/** ISO 7064 MOD 97-10 over digits: 98 - (digits * 100 mod 97), two digits. */
export function checkDigits(digits: string): string {
  let rest = 0
  for (let at = 0; at < digits.length; at += 10) {
    const end = Math.min(at + 10, digits.length)
    rest = (rest * 10 ** (end - at) + numberAt(digits, at, end)) % 97
  }
  return String(98 - ((rest * 100) % 97)).padStart(2, '0')
}
