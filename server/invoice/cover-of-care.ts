import type { ActLine } from '@etui/shared/invoice/act.ts'
import { coverOn } from '@etui/shared/invoice/cover-on.ts'
import type { Cover } from '@etui/shared/invoice/cover.ts'
import { answerRights } from '../reading/rights-answer.ts'
import type { Beneficiary } from '../registry/registry.ts'

/** What a professional says of a care that its cover depends on. */
export interface CoveredCare extends Pick<Cover, 'thirdParty' | 'exemption'> {
  readonly careDay: string
  readonly professionCode: string
  readonly lines: readonly ActLine[]
}

/** The cover of a care by the rights of its day, which `one` has; refuses as `coverOn` does. */
export function coverOfCare({ rights, traits }: Beneficiary, care: CoveredCare): Cover {
  const { careDay, professionCode, lines, thirdParty, exemption } = care
  return coverOn(answerRights(rights, professionCode), {
    day: careDay,
    birthDate: Number(traits.birthDate.replaceAll('-', '')),
    thirdParty,
    exemption,
    lineExemptions: lines.map((line) => line.exemption),
  })
}
