import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { challengeLink, chipLink, counterLink, readCounterLink } from './counter-link.ts'

const origin = 'https://etui.example'
const read = (text: string) => readCounterLink(text, origin)

test('reads back every challenge it wrote', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(bytes, (given) => {
      const challenge = Uint8Array.from(given)
      expect(read(challengeLink(origin, challenge))).toEqual({ kind: 'challenge', challenge })
    }),
  )
})

test('reads a plain tag and a chip', () => {
  expect(read(counterLink(origin, 'Q2xhaX_-'))).toEqual({ kind: 'counter', counterId: 'Q2xhaX_-' })
  const tapped = chipLink(origin, 'Q2xhaX_-')
    .replace('0'.repeat(32), 'EF963FF7828658A599F3041510671E88')
    .replace('0'.repeat(16), '94EED9EE65337086')
  expect(read(tapped)).toMatchObject({ kind: 'chip', tagId: 'Q2xhaX_-' })
})

test.each([
  'https://other.example/t#k=Q2xhaX_-',
  'https://etui.example.other.example/t#k=Q2xhaX_-',
  'http://etui.example/t#k=Q2xhaX_-',
  'https://etui.example/#k=Q2xhaX_-',
  'https://etui.example/t?k=Q2xhaX_-',
  '272100000000',
  '',
])('takes %s for another code', (text) => {
  expect(read(text)).toBe('foreign')
})

test.each([
  '',
  'k=',
  'k=Q2xhaX_',
  'k=Q2xhaX_-&k=Q2xhaX_-',
  'k=Q2xhaX_-&c=AA',
  'c=',
  'c=A',
  'c=AB',
  'c=A*',
  `c=${'A'.repeat(1_028)}`,
  'n=Q2xhaX_-&e=00&m=00',
  'n=Q2xhaX_-&m=94EED9EE65337086&e=EF963FF7828658A599F3041510671E88',
])('takes %s for none that holds', (part) => {
  expect(read(`${origin}/t#${part}`)).toBe('malformed')
})
