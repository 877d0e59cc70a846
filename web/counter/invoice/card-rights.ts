import type { KnownRights } from '@etui/shared/invoice/cover-on.ts'
import type { CardCover } from '../../src/reading/reading-result.ts'

/** What a bill goes by: the registry's word, or without network the card's. */
export interface BilledRights extends KnownRights {
  readonly hasThirdPartyPayment: boolean
}

/** The rights that a card tells, as of its signature. It tells no exemption: that is health data. */
export function cardRights(cover: CardCover): BilledRights {
  const { isOpen, hasC2s, hasThirdPartyPayment, complementary } = cover
  const { untilDay } = complementary ?? {}
  return {
    isOpen,
    hasC2s,
    hasThirdPartyPayment,
    ...(complementary && {
      complementary: untilDay === undefined ? {} : { to: writeDay(untilDay) },
    }),
  }
}

/** YYYYMMDD as YYYY-MM-DD. */
function writeDay(day: number): string {
  return String(day).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
}
