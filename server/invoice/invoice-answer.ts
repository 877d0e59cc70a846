import { assumptionsOf } from '@etui/shared/invoice/assumptions.ts'
import type { Invoice } from '@etui/shared/wire/invoice.ts'
import type { KeptInvoice } from './kept-invoice.ts'

/** An invoice as its professional is told of it. */
export function answerInvoice(kept: KeptInvoice): Invoice {
  const { content, staffId, rejection, corrects, correctedBy } = kept
  const { carePath, cover, lines, shares, familyName, givenNames } = content
  return {
    invoiceId: kept.invoiceId,
    counterId: kept.counterId,
    state: kept.state,
    securityMode: kept.securityMode,
    beneficiaryId: kept.beneficiaryId,
    familyName,
    givenNames,
    careDay: kept.careDay,
    billedDay: kept.billedDay,
    ...(carePath && { carePath }),
    thirdParty: cover.thirdParty,
    exemption: cover.exemption,
    ...(staffId !== null && { staffId }),
    lines: lines.map((line) => ({ ...line })),
    shares: {
      ...shares,
      ...assumptionsOf(shares),
      lines: shares.lines.map((line) => ({ ...line })),
    },
    createdAt: kept.createdAt.getTime(),
    ...(kept.validatedAt && { validatedAt: kept.validatedAt.getTime() }),
    ...(kept.sentAt && { sentAt: kept.sentAt.getTime() }),
    ...(kept.answeredAt && { answeredAt: kept.answeredAt.getTime() }),
    ...(kept.paidAt && { paidAt: kept.paidAt.getTime() }),
    ...((rejection === 'rights-closed' || rejection === 'payment') && { rejection }),
    ...(corrects !== null && { corrects }),
    ...(correctedBy !== null && { correctedBy }),
  }
}
