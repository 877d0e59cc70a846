import type { FastifyInstance } from 'fastify'
import { Refusal } from '@etui/shared/refusal.ts'
import {
  correctInvoice as correctEndpoint,
  dropInvoice as dropEndpoint,
  listInvoices,
  putInvoice,
  readInvoice,
  resendInvoice as resendEndpoint,
  validateInvoice as validateEndpoint,
} from '@etui/shared/wire/invoice.ts'
import type { Clock } from '../clock.ts'
import { serve } from '../http/serve.ts'
import type { Actor } from '../professional/actor.ts'
import { counterOf } from '../professional/professional-scope.ts'
import type { AidStore } from './aid-store.ts'
import { correctInvoice } from './correct-invoice.ts'
import { dropInvoice, resendInvoice } from './drop-invoice.ts'
import { answerInvoice } from './invoice-answer.ts'
import { answerDay, mostListed } from './day-answer.ts'
import type { InvoiceKey, KeptInvoice } from './kept-invoice.ts'
import type { BillingSeat } from './billed-person.ts'
import { makeInvoice } from './make-invoice.ts'
import { type FinalNeeds, validateInvoice } from './validate-invoice.ts'

export interface InvoiceRoutesNeeds extends FinalNeeds {
  readonly aids: Pick<AidStore, 'find'>
  readonly clock: Clock
}

/** A hospital's counters share one address: twenty invoices a second are theirs, not a flood. */
const limit = { most: 1_200, windowMs: 60_000 }

/** Billing at a counter. Belongs in a scope with an actor. */
export async function invoiceRoutes(
  scope: FastifyInstance,
  needs: InvoiceRoutesNeeds,
): Promise<void> {
  const { invoices, aids, clock } = needs

  scope.route(
    serve(putInvoice, { limit })(async ({ params, body, actor }) =>
      answerInvoice(await makeInvoice({ ...body, ...params }, seatOf(actor), needs)),
    ),
  )

  scope.route(
    serve(validateEndpoint, { limit })(async ({ params, body, actor }) => {
      const seat = seatOf(actor)
      const key = { professionalId: seat.professionalId, ...params }
      return answerInvoice(await validateInvoice(key, body.context, seat, needs))
    }),
  )

  scope.route(
    serve(correctEndpoint)(async ({ params, body, actor }) => {
      const seat = seatOf(actor)
      const key = { professionalId: seat.professionalId, ...params }
      return answerInvoice(await correctInvoice(key, body.correctionId, seat, needs))
    }),
  )

  scope.route(
    serve(dropEndpoint)(async ({ params, actor: { professionalId } }) => {
      await dropInvoice({ professionalId, ...params }, needs)
      return {}
    }),
  )

  scope.route(
    serve(resendEndpoint)(async ({ params, actor: { professionalId } }) => {
      const key = { professionalId, ...params }
      await resendInvoice(key, clock(), invoices)
      return answerInvoice(await findKept(key))
    }),
  )

  scope.route(
    serve(readInvoice, { limit })(async ({ params, actor }) => {
      const { professionalId } = actor
      return answerInvoice(await findKept({ professionalId, ...params }))
    }),
  )

  scope.route(
    serve(listInvoices)(async ({ params, actor: { professionalId } }) => {
      const [listed, aid] = await Promise.all([
        invoices.listDay(professionalId, params.day, mostListed + 1),
        aids.find(professionalId),
      ])
      return answerDay(listed, aid)
    }),
  )

  async function findKept(key: InvoiceKey): Promise<KeptInvoice> {
    const kept = await invoices.find(key)
    if (!kept) throw new Refusal('invoice-unknown')
    return kept
  }

  function seatOf(actor: Actor): BillingSeat {
    const { counterId, name } = counterOf(actor)
    const { professionalId, professionCode, organisation, staffId } = actor
    return {
      professionalId,
      professionCode,
      organisation,
      counterId,
      counterName: name,
      staffId,
      at: clock(),
    }
  }
}
