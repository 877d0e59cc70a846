import { expect, test } from 'vitest'
import { COVERAGE } from '@etui/shared/card/card.ts'
import { answerRights } from './rights-answer.ts'

const rights = {
  asOf: new Date('2026-11-21T10:00:00Z'),
  isOpen: true,
  from: new Date('2026-01-01T00:00:00+01:00'),
  to: undefined,
  organisation: 15_710_001,
  managementCode: 1,
  coverage: COVERAGE.obligatoryOpen,
  complementaryNumber: 775_671_894,
  complementaryTo: 20_271_231,
  exemptions: [],
}
const said = (coverage: number) => {
  const { hasC2s, hasThirdPartyPayment, hasWorkAccident, complementary } = answerRights(
    { ...rights, coverage },
    undefined,
  )
  return { hasC2s, hasThirdPartyPayment, hasWorkAccident, complementary }
}
const nothing = {
  hasC2s: false,
  hasThirdPartyPayment: false,
  hasWorkAccident: false,
  complementary: undefined,
}

test.each([
  ['obligatoryOpen', {}],
  ['solidarity', { hasC2s: true }],
  ['complementary', { complementary: { number: '775671894', to: '2027-12-31' } }],
  ['workAccident', { hasWorkAccident: true }],
  ['thirdPartyPayment', { hasThirdPartyPayment: true }],
] as const)('of what is covered, %s tells itself and nothing else', (bit, told) => {
  expect(said(COVERAGE[bit])).toEqual({ ...nothing, ...told })
})
