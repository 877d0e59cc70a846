import { computed, readonly, ref, shallowRef, watch } from 'vue'
import type { ComputedRef, Ref } from 'vue'
import { toBase64url } from '@etui/shared/bytes/base64url.ts'
import type { ActLine } from '@etui/shared/invoice/act.ts'
import { checkActs } from '@etui/shared/invoice/check-acts.ts'
import type { CarePath, ThirdParty } from '@etui/shared/invoice/cover.ts'
import { coverOn, exemptionsOn } from '@etui/shared/invoice/cover-on.ts'
import { nothingUsed } from '@etui/shared/invoice/retention.ts'
import { type InvoiceShares, computeShares } from '@etui/shared/invoice/shares.ts'
import type { Exemption } from '@etui/shared/invoice/tables/raised-rates.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { OpenedContext } from '@etui/shared/wire/counter.ts'
import {
  type Invoice,
  putInvoice,
  readInvoice,
  validateInvoice,
} from '@etui/shared/wire/invoice.ts'
import type { Caller } from '../../src/http/call.ts'
import type { Doubt, Doubts } from '../../src/journal/doubts.ts'
import type { BilledCare } from '../../src/journal/entry-content.ts'
import { drawBytes } from '../../src/vault/draw-bytes.ts'
import type { BilledRights } from './card-rights.ts'

/** Whom the bill is for. */
export interface BilledPerson {
  /** undefined where the registry did not say: then whoever presented the card */
  readonly beneficiaryId?: string
  /** YYYYMMDD */
  readonly birthDate: number
  readonly rights: BilledRights
}

/** What a bill comes to, under the id that the counter drew for it. */
export interface WrittenBill {
  readonly invoiceId: string
  readonly care: BilledCare
  readonly shares: InvoiceShares
}

/** A bill that is over: an invoice, or one kept here that will be. */
export interface EndedBill {
  readonly lines: readonly ActLine[]
  readonly shares: InvoiceShares | Invoice['shares']
  readonly isKept: boolean
  /** the invoice that was in doubt, and is made: what is typed is another, and is still to be billed */
  readonly isEarlier?: boolean
}

export interface BillNeeds {
  readonly person: Readonly<Ref<BilledPerson | undefined>>
  readonly context: Readonly<Ref<OpenedContext | undefined>>
  /** Of a card read without network: writes the bill down for later, and answers whether it is on the disk. */
  readonly keep: Readonly<Ref<((bill: WrittenBill) => Promise<boolean>) | undefined>>
  readonly professionCode: string
  readonly call: Caller
  /** the day in France, YYYY-MM-DD, by the server's clock */
  readonly today: () => string
  readonly onSignIn: () => Promise<void>
  /** tells one person of this counter from the next */
  readonly who: () => string
  /** They outlive the bill and the page: the same person's next bill asks what became of them. */
  readonly doubts: Doubts
  /** counted up each time the journal, where doubts are, changes */
  readonly changes: Readonly<Ref<number>>
}

export interface BillUse {
  readonly lines: Readonly<Ref<readonly ActLine[]>>
  readonly careDay: Ref<string>
  readonly carePath: Ref<CarePath>
  readonly thirdParty: Ref<ThirdParty>
  readonly exemption: Ref<Exemption>
  /** those to choose from, that day */
  readonly exemptions: ComputedRef<Exemption[]>
  /** a doctor's act of somebody old enough has a path */
  readonly hasPath: boolean
  /** what the bill comes to as it stands, or why it cannot */
  readonly shares: ComputedRef<InvoiceShares | undefined>
  readonly refusal: ComputedRef<Refusal | undefined>
  readonly isBusy: Readonly<Ref<boolean>>
  /** It could not be written down: nothing of it is kept. */
  readonly isUnwritten: Readonly<Ref<boolean>>
  /** This person's invoice may be made already: until the server says what became of it, no other is. */
  readonly isDoubtful: Readonly<Ref<boolean>>
  /** once it is final, or kept */
  readonly done: Readonly<Ref<EndedBill | undefined>>
  /** Adds a line; throws the refusal of one that may not be billed. */
  add(line: ActLine): void
  remove(index: number): void
  /**
   * Sends and validates, or keeps. The same again, after an answer that was lost, is the same invoice; changed, it first
   * asks what became of that one.
   */
  validate(): Promise<void>
  /** Another bill for the same person; what was typed beside an earlier one stays. */
  restart(): void
}

/** A bill as it is typed: its shares at once, its invoice when it is validated. */
export function useBill(needs: BillNeeds): BillUse {
  const { person, context, keep, professionCode, call } = needs
  const lines = shallowRef<readonly ActLine[]>([])
  const careDay = ref(needs.today())
  const carePath = ref<CarePath>('T')
  const thirdParty = ref<ThirdParty>('none')
  const exemption = ref<Exemption>('0')
  const sendRefusal = shallowRef<Refusal>()
  const isBusy = shallowRef(false)
  const isUnwritten = shallowRef(false)
  const done = shallowRef<EndedBill>()
  const hasPath = professionCode === '10'
  const { doubts } = needs
  const hasDoubt = shallowRef(false)
  const isDoubtful = computed(() => !isBusy.value && hasDoubt.value)
  let drawn = { said: '', invoiceId: '' }

  const exemptions = computed(() =>
    person.value ? exemptionsOn(person.value.rights, careDay.value) : [],
  )
  const told = computed(() => {
    const { value: billed } = person
    if (!billed || lines.value.length === 0) return {}
    try {
      return { shares: sharesOf(billed) }
    } catch (error) {
      if (error instanceof Refusal) return { refusal: error }
      throw error
    }
  })

  function sharesOf({ rights, birthDate }: BilledPerson): InvoiceShares {
    const day = careDay.value
    return computeShares({
      lines: lines.value,
      day,
      professionCode,
      ...(hasPath && { carePath: carePath.value }),
      cover: coverOn(rights, {
        day,
        birthDate,
        thirdParty: thirdParty.value,
        exemption: exemption.value,
      }),
      // Nobody here knows what was kept back elsewhere; what is paid now does not depend on it.
      used: nothingUsed,
    })
  }

  watch(
    () => person.value?.rights,
    (rights, before) => {
      if (rights && rights !== before) thirdParty.value = usualThirdParty(rights, professionCode)
    },
    { immediate: true },
  )
  watch(exemptions, (all) => {
    if (!all.includes(exemption.value)) exemption.value = '0'
  })
  watch([lines, careDay, carePath, thirdParty, exemption, person], () => {
    sendRefusal.value = undefined
    isUnwritten.value = false
  })
  watch([needs.who, needs.changes], lookForDoubts, { immediate: true })

  async function lookForDoubts(): Promise<void> {
    const who = needs.who()
    const found = await doubts.of(who)
    if (who === needs.who()) hasDoubt.value = found !== undefined && found.length > 0
  }

  async function validate(): Promise<void> {
    const [opened, keeping, { shares }] = [context.value, keep.value, told.value]
    if (isBusy.value || done.value || !shares || !(opened || keeping)) return
    isBusy.value = true
    sendRefusal.value = undefined
    isUnwritten.value = false
    try {
      if (keeping) await keepBill(keeping, shares)
      else if (opened) await send({ contextId: opened.contextId, token: opened.token })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'sign-in-needed') await needs.onSignIn()
      else sendRefusal.value = error
    } finally {
      await lookForDoubts()
      isBusy.value = false
    }
  }

  async function send(used: { contextId: string; token: string }): Promise<void> {
    const beneficiaryId = person.value?.beneficiaryId
    const said = { ...(beneficiaryId !== undefined && { beneficiaryId }), ...careNow() }
    const text = JSON.stringify(said)
    const who = needs.who()
    const before = await doubts.of(who)
    if (!before) return void (isUnwritten.value = true)
    let same: Doubt | undefined
    for (const doubt of before) {
      const isSame = doubt.said === text
      const became = await whatBecame(doubt, isSame)
      if (became === 'ended') return
      if (became === 'pending' && isSame) same = doubt
    }
    const invoiceId = same?.invoiceId ?? idFor(text)
    const params = { invoiceId }
    const { shares } = await call(putInvoice, { params, body: { ...said, context: used } })
    const asked = { invoiceId, who, said: text, totalCents: shares.totalCents }
    const made = await doubts.during(asked, () =>
      call(validateInvoice, { params, body: { context: used } }),
    )
    if (made) done.value = { lines: made.lines, shares: made.shares, isKept: false }
    else isUnwritten.value = true
  }

  /**
   * What became of an invoice without an answer. `ended`: made, it ends this bill; or a page still waits for it, or the server
   * may be at it: this bill waits too. `pending` and not this bill, it waits among those of the day. `over`: nothing of it
   * stands, or it was taken back.
   */
  async function whatBecame(
    { invoiceId, isAwaited, isRecent }: Doubt,
    isSame: boolean,
  ): Promise<'ended' | 'pending' | 'over'> {
    if (isAwaited) return 'ended'
    const found = await find(invoiceId)
    if (found?.state === 'pending' && isSame) return 'pending'
    if (found?.state === 'pending' && isRecent) return 'ended'
    await doubts.end(invoiceId)
    if (found?.state === 'pending') return 'pending'
    if (!found || found.correctedBy !== undefined) {
      if (drawn.invoiceId === invoiceId) drawn = { said: '', invoiceId: '' }
      return 'over'
    }
    const { lines: madeLines, shares } = found
    done.value = { lines: madeLines, shares, isKept: false, ...(!isSame && { isEarlier: true }) }
    return 'ended'
  }

  async function find(invoiceId: string): Promise<Invoice | undefined> {
    try {
      return await call(readInvoice, { params: { invoiceId } })
    } catch (error) {
      // Given up since.
      if (error instanceof Refusal && error.code === 'invoice-unknown') return undefined
      throw error
    }
  }

  async function keepBill(
    keeping: (bill: WrittenBill) => Promise<boolean>,
    shares: InvoiceShares,
  ): Promise<void> {
    // Without network nobody says what became of the first: two would be made.
    const before = await doubts.of(needs.who())
    if (!before) return void (isUnwritten.value = true)
    if (before.length > 0) return
    const care = careNow()
    // Not the invoice that may have been begun with network: this one rests on another reading.
    const invoiceId = idFor(`kept ${JSON.stringify(care)}`)
    if (await keeping({ invoiceId, care, shares })) {
      done.value = { lines: care.lines, shares, isKept: true }
    } else isUnwritten.value = true
  }

  function careNow(): BilledCare {
    return {
      careDay: careDay.value,
      ...(hasPath && { carePath: carePath.value }),
      thirdParty: thirdParty.value,
      exemption: exemption.value,
      lines: lines.value.map((line) => ({ ...line })),
    }
  }

  /** One id as long as nothing changes. */
  function idFor(said: string): string {
    if (drawn.said !== said) drawn = { said, invoiceId: toBase64url(drawBytes(16)) }
    return drawn.invoiceId
  }

  return {
    lines: readonly(lines) as BillUse['lines'],
    careDay,
    carePath,
    thirdParty,
    exemption,
    exemptions,
    hasPath,
    shares: computed(() => told.value.shares),
    refusal: computed(() => sendRefusal.value ?? told.value.refusal),
    isBusy: readonly(isBusy),
    isUnwritten: readonly(isUnwritten),
    isDoubtful,
    done: done as BillUse['done'],
    add(line) {
      checkActs([line], { day: careDay.value, professionCode })
      lines.value = [...lines.value, line]
    },
    remove(index) {
      lines.value = lines.value.filter((_, at) => at !== index)
    },
    validate,
    restart() {
      if (!done.value?.isEarlier) lines.value = []
      done.value = undefined
      sendRefusal.value = undefined
      isUnwritten.value = false
      drawn = { said: '', invoiceId: '' }
    },
  }
}

/** What this profession mostly does, where the rights allow it; the professional chooses. */
function usualThirdParty(rights: BilledRights, professionCode: string): ThirdParty {
  if (rights.hasC2s) return 'full'
  if (rights.hasThirdPartyPayment) return 'full'
  return professionCode === '21' ? 'obligatory' : 'none'
}
