import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { correctInvoice, type DayInvoices, listInvoices } from '@etui/shared/wire/invoice.ts'
import type { Caller } from '../../src/http/call.ts'
import { drawBytes } from '../../src/vault/draw-bytes.ts'

export interface DayUse {
  readonly day: Ref<string>
  /** undefined until the day was read */
  readonly listed: Readonly<Ref<DayInvoices | undefined>>
  readonly refusal: Readonly<Ref<Refusal | undefined>>
  /** the invoice that is being corrected */
  readonly correcting: Readonly<Ref<string | undefined>>
  load(): Promise<void>
  correct(invoiceId: string): Promise<void>
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
  const correcting = shallowRef<string>()
  /** One id for each correction: an answer that was lost is asked for again. */
  const corrections = new Map<string, string>()
  let turn = 0

  async function ask(work: () => Promise<void>): Promise<void> {
    try {
      await work()
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

  async function correct(invoiceId: string): Promise<void> {
    if (correcting.value !== undefined) return
    correcting.value = invoiceId
    const correctionId = corrections.get(invoiceId) ?? toBase64url(drawBytes(16))
    corrections.set(invoiceId, correctionId)
    await ask(async () => {
      await call(correctInvoice, { params: { invoiceId }, body: { correctionId } })
      await load()
    })
    correcting.value = undefined
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
  return { day, listed, refusal, correcting, load, correct }
}
