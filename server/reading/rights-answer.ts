import { COVERAGE } from '@etui/shared/card/card.ts'
import type { Rights as RightsAnswer } from '@etui/shared/wire/counter.ts'
import type { Rights } from '../registry/registry.ts'
import { rightsDays } from '../registry/rights-days.ts'
import { maySeeExemptions } from './exemption-professions.ts'

/**
 * Rights as a counter is told them: dates as YYYY-MM-DD, the organisation's nine digits; exemptions only where the
 * profession that asks may see them.
 */
export function answerRights(rights: Rights, professionCode: string | undefined): RightsAnswer {
  const { coverage, complementaryNumber, complementaryTo } = rights
  const has = (bit: number) => (coverage & bit) !== 0
  return {
    asOf: rights.asOf.getTime(),
    isOpen: rights.isOpen,
    ...rightsDays(rights),
    organisation: String(rights.organisation).padStart(9, '0'),
    managementCode: String(rights.managementCode).padStart(2, '0'),
    hasC2s: has(COVERAGE.solidarity),
    hasThirdPartyPayment: has(COVERAGE.thirdPartyPayment),
    hasWorkAccident: has(COVERAGE.workAccident),
    ...(has(COVERAGE.complementary) &&
      complementaryNumber !== undefined && {
        complementary: {
          number: String(complementaryNumber),
          ...(complementaryTo !== undefined && { to: dashed(complementaryTo) }),
        },
      }),
    ...(maySeeExemptions(professionCode, rights.asOf) && { exemptions: [...rights.exemptions] }),
  }
}

/** YYYYMMDD as YYYY-MM-DD. */
function dashed(date: number): string {
  const digits = String(date).padStart(8, '0')
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
}
