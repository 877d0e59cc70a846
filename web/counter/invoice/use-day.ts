import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import {
  correctInvoice,
  type DayInvoices,
  dropInvoice,
  listInvoices,
  resendInvoice,
} from '@etui/shared/wire/invoice.ts'
import type { Caller } from '../../src/http/call.ts'
import { drawBytes } from '../../src/vault/draw-bytes.ts'

export interface DayUse {
  readonly day: Ref<string>
  /** undefined until the day was read */
  readonly listed: Readonly<Ref<DayInvoices | undefined>>
  readonly refusal: Readonly<Ref<Refusal | undefined>>
  /** the invoice that something is being done with */
  readonly working: Readonly<Ref<string | undefined>>
  load(): Promise<void>
  /** Takes a final one back. */
  correct(invoiceId: string): Promise<void>
  /** Gives a pending one up. */
  drop(invoiceId: string): Promise<void>
  /** Sends one again that was rejected, or not paid. */
  resend(invoiceId: string): Promise<void>
}

export interface DayNeeds {
  readonly call: Caller
  /** the day in France, YYYY-MM-DD */
  readonly today: string
  /** counted up each time the journal changes: what it sent is in the list by then */
  readonly changes: Readonly<Ref<number>>
  readonly onSignIn: () => Promise<void>
}

/** The invoices of a day, and how one of them is corrected. Ends with the scope. */
export function useDay({ call, today, changes, onSignIn }: DayNeeds): DayUse {
  const day = ref(today)
  const listed = shallowRef<DayInvoices>()
  const refusal = shallowRef<Refusal>()
  const working = shallowRef<string>()
  /** One id for each correction: an answer that was lost is asked for again. */
  const corrections = new Map<string, string>()
  let turn = 0

  async function ask(asking: () => Promise<void>): Promise<void> {
    try {
      await asking()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'sign-in-needed') await onSignIn()
      else refusal.value = error
    }
  }

  async function load(): Promise<void> {
    const mine = ++turn
    await ask(async () => {
      const read = await call(listInvoices, { params: { day: day.value } })
      if (mine !== turn) return
      refusal.value = undefined
      listed.value = read
    })
  }

  async function work(invoiceId: string, act: () => Promise<unknown>): Promise<void> {
    if (working.value !== undefined) return
    working.value = invoiceId
    await ask(async () => {
      await act()
      await load()
    })
    working.value = undefined
  }

  function correct(invoiceId: string): Promise<void> {
    const correctionId = corrections.get(invoiceId) ?? toBase64url(drawBytes(16))
    corrections.set(invoiceId, correctionId)
    return work(invoiceId, () =>
      call(correctInvoice, { params: { invoiceId }, body: { correctionId } }),
    )
  }

  async function dropNow(invoiceId: string): Promise<void> {
    try {
      await call(dropInvoice, { params: { invoiceId } })
    } catch (error) {
      // Given up before, and the answer was lost.
      if (!(error instanceof Refusal) || error.code !== 'invoice-unknown') throw error
    }
  }

  watch(
    day,
    () => {
      listed.value = undefined
      if (/^\d{4}-\d{2}-\d{2}$/.test(day.value)) void load()
    },
    { immediate: true },
  )
  watch(changes, load)
  onScopeDispose(() => (turn += 1))
  return {
    day,
    listed,
    refusal,
    working,
    load,
    correct,
    drop: (invoiceId) => work(invoiceId, () => dropNow(invoiceId)),
    resend: (invoiceId) => work(invoiceId, () => call(resendInvoice, { params: { invoiceId } })),
  }
}
