/** Widths of Helvetica from the blank to the tilde, in thousandths of its size (Adobe Core 14 AFM). */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
  556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
  611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
  667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
  222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
]

/** What Windows-1252 has beyond Latin-1 and our texts use: its byte, and its width. */
const beyond: Readonly<Record<string, readonly [byte: number, width: number]>> = {
  '€': [0x80, 556],
  '…': [0x85, 1000],
  Œ: [0x8c, 1000],
  '‘': [0x91, 222],
  '’': [0x92, 222],
  '“': [0x93, 333],
  '”': [0x94, 333],
  '–': [0x96, 556],
  '—': [0x97, 1000],
  œ: [0x9c, 944],
}

/**
 * A text as the bytes of WinAnsiEncoding (PDF 32000-1, annex D), in hexadecimal. No-break spaces of any width are one; what
 * the encoding lacks loses its accents, and is a question mark where nothing is left.
 */
export function pdfHex(text: string): string {
  return [...plain(text)].map((each) => byteOf(each).toString(16).padStart(2, '0')).join('')
}

/** How wide a text is set in Helvetica of this size, in points. Bold is a little wider, but for figures. */
export function pdfWidth(text: string, size: number, isBold = false): number {
  const sum = [...plain(text)].reduce((width, each) => width + widthOf(each, isBold), 0)
  return (sum * size) / 1000
}

function plain(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\u2007\u2009\u202f]/g, '\u00a0')
    .replaceAll('\u2212', '-')
}

function byteOf(each: string): number {
  const known = beyond[each]?.[0]
  if (known !== undefined) return known
  const code = each.codePointAt(0) ?? 0
  if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code
  const bare = each.normalize('NFD').charCodeAt(0)
  return bare >= 0x20 && bare < 0x7f ? bare : 0x3f
}

function widthOf(each: string, isBold: boolean): number {
  const known = beyond[each]?.[1]
  if (known !== undefined) return known
  const width = widths[(each === '\u00a0' ? 32 : each.normalize('NFD').charCodeAt(0)) - 32] ?? 556
  return isBold && /\p{L}/u.test(each) ? width * 1.08 : width
}
