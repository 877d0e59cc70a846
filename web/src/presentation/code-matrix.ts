import core from 'qrcode/lib/core/qrcode.js'

/** A code as its modules, row by row: 1 is dark. */
export interface CodeMatrix {
  /** modules a side, quiet zone not counted */
  readonly size: number
  readonly modules: Uint8Array
}

/** White modules around the code (ISO/IEC 18004). */
export const quietZone = 4

/**
 * The QR code of a frame's digits: numeric mode, level M, the smallest version that holds them. The mask is fixed: sealed
 * bytes are random, so every mask is as good, and choosing one costs ten times the rest.
 */
export function makeCode(digits: string): CodeMatrix {
  if (!/^[0-9]+$/.test(digits)) throw new TypeError('a frame is digits')
  const { modules } = core.create([{ data: digits, mode: 'numeric' }], {
    errorCorrectionLevel: 'M',
    maskPattern: 0,
  })
  return { size: modules.size, modules: modules.data }
}

/** The QR code of a text, in bytes: level M, the smallest version that holds it, and the mask that reads best. */
export function makeTextCode(text: string): CodeMatrix {
  const bytes = new TextEncoder().encode(text)
  const { modules } = core.create([{ data: bytes, mode: 'byte' }], { errorCorrectionLevel: 'M' })
  return { size: modules.size, modules: modules.data }
}
