import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../refusal.ts'
import { checkMedicineCode } from './medicine-code.ts'

function partRefused(code: string): unknown {
  try {
    checkMedicineCode(code, { line: 3 })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    expect(error.code).toBe('medicine-code')
    expect(error.facts['line']).toBe(3)
    return error.facts['part']
  }
  return undefined
}

describe('the code of a medicine', () => {
  it.each(['3400935955838', '3400936404649'])('takes %s', (code) => {
    expect(partRefused(code)).toBeUndefined()
  })

  it.each([
    ['340093595583', 'digits'],
    ['34009359558380', 'digits'],
    ['340093595583A', 'digits'],
    ['３400935955838', 'digits'],
    ['', 'digits'],
    ['3400835955838', 'prefix'],
    ['4006381333931', 'prefix'],
    ['3400935955837', 'key'],
    ['3400935958538', 'key'],
  ])('refuses %s for its %s', (code, part) => {
    expect(partRefused(code)).toBe(part)
  })

  it('takes one key out of ten, and notices any one digit misread', () => {
    const body = fc.stringMatching(/^34009[0-9]{7}$/)
    fc.assert(
      fc.property(
        body,
        fc.integer({ min: 5, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (...on) => {
          const [twelve, at, by] = on
          const valid = [...'0123456789']
            .map((key) => twelve + key)
            .filter((code) => partRefused(code) === undefined)
          expect(valid).toHaveLength(1)
          const [code = ''] = valid
          const digit = (Number(code.charAt(at)) + by) % 10
          expect(partRefused(code.slice(0, at) + digit + code.slice(at + 1))).toBe('key')
        },
      ),
    )
  })
})
