import { onScopeDispose, readonly, shallowRef } from 'vue'
import type { Ref } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import { type Invoice, validateInvoice } from '@etui/shared/wire/invoice.ts'
import type { Caller } from '../../src/http/call.ts'
import type { ReadFrame } from '../../src/reading/read-frame.ts'
import type { ReadingResult } from '../../src/reading/reading-result.ts'

/** A pending invoice whose context was lost, and the card that makes it final. */
export interface ResumingUse {
  /** the invoice for which the next scan is */
  readonly pending: Readonly<Ref<Invoice | undefined>>
  /** a card that was not accepted */
  readonly failed: Readonly<Ref<ReadingResult | undefined>>
  /** why it is not validated: another person's card, or no network */
  readonly refusal: Readonly<Ref<Refusal | undefined>>
  readonly isBusy: Readonly<Ref<boolean>>
  /** the last that was made final here */
  readonly validated: Readonly<Ref<Invoice | undefined>>
  start(invoice: Invoice): void
  cancel(): void
  take(scanned: string): Promise<void>
}

export interface ResumingNeeds {
  readonly readFrame: ReadFrame
  readonly call: Caller
  readonly onSignIn: () => Promise<void>
  /** It is made, and nobody need doubt it. */
  readonly onValidated: (invoiceId: string) => Promise<void>
}

/** Ends with the scope. Scans are taken one at a time. */
export function useResuming({
  readFrame,
  call,
  onSignIn,
  onValidated,
}: ResumingNeeds): ResumingUse {
  const pending = shallowRef<Invoice>()
  const failed = shallowRef<ReadingResult>()
  const refusal = shallowRef<Refusal>()
  const isBusy = shallowRef(false)
  const validated = shallowRef<Invoice>()

  function set(invoice: Invoice | undefined): void {
    pending.value = invoice
    failed.value = undefined
    refusal.value = undefined
    validated.value = undefined
  }

  async function take(scanned: string): Promise<void> {
    const { value: invoice } = pending
    if (!invoice || isBusy.value) return
    isBusy.value = true
    failed.value = undefined
    refusal.value = undefined
    try {
      const done = await finish(invoice, scanned)
      if (done) await onValidated(done.invoiceId)
      if (!done || pending.value !== invoice) return
      pending.value = undefined
      validated.value = done
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'sign-in-needed') await onSignIn()
      else if (pending.value === invoice) refusal.value = error
    } finally {
      isBusy.value = false
    }
  }

  /** Undefined where the card was not accepted. */
  async function finish({ invoiceId }: Invoice, scanned: string): Promise<Invoice | undefined> {
    const read = await readFrame(scanned)
    if (read.verdict !== 'valid') {
      failed.value = read
      return undefined
    }
    // Without network there is a reading, and no context: this invoice was begun with one.
    if (!read.context) throw new Refusal('network-down')
    const { contextId, token } = read.context
    return call(validateInvoice, {
      params: { invoiceId },
      body: { context: { contextId, token } },
    })
  }

  onScopeDispose(() => set(undefined))
  return {
    pending,
    failed: failed as Readonly<Ref<ReadingResult | undefined>>,
    refusal: readonly(refusal) as Readonly<Ref<Refusal | undefined>>,
    isBusy: readonly(isBusy),
    validated,
    start: set,
    cancel: () => set(undefined),
    take,
  }
}
