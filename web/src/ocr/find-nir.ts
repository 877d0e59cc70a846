import { parseNir } from '@etui/shared/nir/nir.ts'
import type { Nir, NirOptions } from '@etui/shared/nir/nir.ts'
import { Refusal } from '@etui/shared/refusal.ts'

const length = 15

/**
 * The number printed on a card among the lines read from it, or undefined: only one whose key fits, so that a digit read
 * wrong is never offered. Letters that print like a digit are read as one where the line as it stands holds no number.
 */
export function findNir(lines: readonly string[], options: NirOptions = {}): Nir | undefined {
  const bare = lines.map((line) => line.toUpperCase().replace(/[^0-9A-Z]/g, ''))
  for (const line of [...bare, ...bare.map(asDigits)]) {
    for (let from = 0; from + length <= line.length; from += 1) {
      const nir = judge(line.slice(from, from + length), options)
      if (nir !== undefined) return nir
    }
  }
  return undefined
}

const lookalikes = { O: '0', D: '0', Q: '0', I: '1', L: '1', Z: '2', S: '5', G: '6' } as const

function asDigits(line: string): string {
  return line.replace(/[ODQILZSG]/g, (letter) => lookalikes[letter as keyof typeof lookalikes])
}

function judge(text: string, options: NirOptions): Nir | undefined {
  try {
    return parseNir(text, options)
  } catch (problem) {
    if (problem instanceof Refusal) return undefined
    throw problem
  }
}
