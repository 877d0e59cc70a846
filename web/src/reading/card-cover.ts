import { COVERAGE } from '@etui/shared/card/card.ts'
import type { Card } from '@etui/shared/card/card.ts'
import type { CardCover } from './reading-result.ts'

/** Cover as the card says it, dated by the card's signature. */
export function cardCover({ content, issuedAt }: Card): CardCover {
  const has = (bit: number) => (content.coverage & bit) !== 0
  const { complementaryNumber: number, complementaryUntil: untilDay } = content
  const complementary = {
    ...(number === undefined ? {} : { number: String(number) }),
    ...(untilDay === undefined ? {} : { untilDay }),
  }
  return {
    asOf: issuedAt * 1000,
    isOpen: has(COVERAGE.obligatoryOpen),
    hasC2s: has(COVERAGE.solidarity),
    hasThirdPartyPayment: has(COVERAGE.thirdPartyPayment),
    hasWorkAccident: has(COVERAGE.workAccident),
    ...(has(COVERAGE.complementary) ? { complementary } : {}),
    managementCode: String(content.managementCode),
  }
}
