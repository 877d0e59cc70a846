import { Refusal } from '../refusal.ts'

/**
 * Checks a medicine's CIP13: 13 digits that begin 34009 and end with the check digit of a GTIN-13 (GS1 General
 * Specifications 7.9). Refuses with `medicine-code`, whose fact `part` is `digits`, `prefix` or `key`, the first that
 * applies. `facts` go along with it.
 */
export function checkMedicineCode(code: string, facts: { readonly line?: number } = {}): void {
  if (!/^[0-9]{13}$/.test(code)) throw new Refusal('medicine-code', { ...facts, part: 'digits' })
  if (!code.startsWith('34009')) throw new Refusal('medicine-code', { ...facts, part: 'prefix' })
  if (gtinKey(code.slice(0, 12)) !== code.slice(12)) {
    throw new Refusal('medicine-code', { ...facts, part: 'key' })
  }
}

/** From the right, digits weigh 3 and 1 in turn; the key completes their sum to a multiple of ten. */
function gtinKey(body: string): string {
  let sum = 0
  for (const [index, digit] of [...body].entries()) sum += Number(digit) * (index % 2 === 0 ? 1 : 3)
  return String((10 - (sum % 10)) % 10)
}
