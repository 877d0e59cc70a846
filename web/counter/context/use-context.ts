import { computed, onScopeDispose, readonly, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import { endContext, tellIdentity } from '@etui/shared/wire/context.ts'
import type { Identity } from '@etui/shared/wire/context.ts'
import type { CardBeneficiary, OpenedContext, Rights } from '@etui/shared/wire/counter.ts'
import type { Caller } from '../../src/http/call.ts'
import type { ReadFrame } from '../../src/reading/read-frame.ts'
import type { ReadingResult } from '../../src/reading/reading-result.ts'

/** The identity of one whom the card stands for, and their rights with the moment they were asked. */
export interface ToldIdentity {
  readonly identity: Identity
  readonly rights: Rights
}

/** What the reading on screen gives the counter for half an hour. */
export interface ContextUse {
  /** of a valid online reading, even once it is over */
  readonly context: Readonly<Ref<OpenedContext | undefined>>
  readonly isOver: Readonly<Ref<boolean>>
  /** whole minutes until its end, the one under way included */
  readonly minutesLeft: Readonly<Ref<number>>
  readonly people: Readonly<Ref<readonly CardBeneficiary[]>>
  readonly chosenId: Readonly<Ref<string>>
  /** of the person chosen, once it was asked for */
  readonly told: Readonly<Ref<ToldIdentity | undefined>>
  /** why the server did not tell, end or renew */
  readonly refusal: Readonly<Ref<Refusal | undefined>>
  /** The next scan renews. */
  readonly isRenewing: Readonly<Ref<boolean>>
  /** a card presented again that was not accepted */
  readonly failed: Readonly<Ref<ReadingResult | undefined>>
  choose(beneficiaryId: string): Promise<void>
  /** Asks for the identity of the person chosen, once. Undefined where the server did not tell. */
  tell(): Promise<ToldIdentity | undefined>
  startRenewal(): void
  cancelRenewal(): void
  renew(scanned: string): Promise<void>
  end(): Promise<void>
}

export interface ContextUseNeeds {
  readonly result: Readonly<Ref<ReadingResult | undefined>>
  /** Puts the renewed reading on the screen. */
  readonly replace: (read: ReadingResult) => void
  readonly readFrame: ReadFrame
  readonly call: Caller
  /** milliseconds by the server's clock */
  readonly now: () => number
  readonly onSignIn: () => Promise<void>
}

/** A presentation takes a second or two, and whoever was answered this way has none any more. */
const endedCodes: readonly string[] = ['context-expired', 'context-unknown']

/** Ends with the scope. */
export function useContext(needs: ContextUseNeeds): ContextUse {
  const { result, call, now } = needs
  const isOver = shallowRef(false)
  const minutesLeft = shallowRef(0)
  const chosenId = shallowRef('')
  const toldById = shallowRef<ReadonlyMap<string, ToldIdentity>>(new Map())
  const refusal = shallowRef<Refusal>()
  const isRenewing = shallowRef(false)
  const failed = shallowRef<ReadingResult>()
  let timer: ReturnType<typeof setInterval> | undefined

  const context = computed(() => result.value?.context)
  const people = computed(() => result.value?.beneficiaries ?? [])
  const told = computed(() => toldById.value.get(chosenId.value))

  function count(): void {
    const leftMs = (context.value?.endsAt ?? 0) - now()
    minutesLeft.value = Math.max(0, Math.ceil(leftMs / 60_000))
    if (leftMs <= 0) close()
  }

  function close(): void {
    clearInterval(timer)
    isOver.value = true
  }

  /** At once, so that nothing of the person before is ever shown beside the next. */
  watch(result, start, { immediate: true, flush: 'sync' })

  function start(): void {
    clearInterval(timer)
    isOver.value = false
    isRenewing.value = false
    failed.value = undefined
    refusal.value = undefined
    toldById.value = new Map()
    chosenId.value = people.value.find(({ isPresented }) => isPresented)?.beneficiaryId ?? ''
    if (!context.value) return
    timer = setInterval(count, 1_000)
    count()
  }

  /** Undefined where it was refused, or the patient on screen is another by now. */
  async function ask<A>(work: () => Promise<A>): Promise<A | undefined> {
    const asked = context.value
    refusal.value = undefined
    try {
      const answer = await work()
      return context.value === asked ? answer : undefined
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (context.value !== asked) return undefined
      if (error.code === 'sign-in-needed') await needs.onSignIn()
      else if (endedCodes.includes(error.code) && !isRenewing.value) close()
      else refusal.value = error
      return undefined
    }
  }

  async function tell(): Promise<ToldIdentity | undefined> {
    const { value: opened } = context
    const beneficiaryId = chosenId.value
    if (told.value || !opened) return told.value
    const { contextId, token } = opened
    const body = { token, beneficiaryId }
    const answer = await ask(() => call(tellIdentity, { params: { contextId }, body }))
    if (answer) toldById.value = new Map(toldById.value).set(beneficiaryId, answer)
    return answer
  }

  async function choose(beneficiaryId: string): Promise<void> {
    chosenId.value = beneficiaryId
    const isPresented = people.value.some(
      (each) => each.beneficiaryId === beneficiaryId && each.isPresented,
    )
    // The reading itself told the rights of whoever was presented.
    if (!isPresented) await tell()
  }

  async function renew(scanned: string): Promise<void> {
    const { value: opened } = context
    if (!opened) return
    failed.value = undefined
    const chosen = chosenId.value
    const read = await ask(() => needs.readFrame(scanned, opened))
    if (!read || !isRenewing.value) return
    if (read.verdict !== 'valid') {
      failed.value = read
      return
    }
    needs.replace(read)
    if (people.value.some(({ beneficiaryId }) => beneficiaryId === chosen)) await choose(chosen)
  }

  async function end(): Promise<void> {
    const { value: opened } = context
    if (!opened || isOver.value) return
    const { contextId } = opened
    if (await ask(() => call(endContext, { params: { contextId } }))) close()
  }

  function setRenewing(is: boolean): void {
    isRenewing.value = is && context.value !== undefined
    failed.value = undefined
    refusal.value = undefined
  }

  onScopeDispose(() => clearInterval(timer))
  return {
    context: readonly(context),
    isOver: readonly(isOver),
    minutesLeft: readonly(minutesLeft),
    people,
    chosenId: readonly(chosenId),
    told,
    refusal: readonly(refusal) as Readonly<Ref<Refusal | undefined>>,
    isRenewing: readonly(isRenewing),
    failed: readonly(failed) as Readonly<Ref<ReadingResult | undefined>>,
    choose,
    tell,
    startRenewal: () => setRenewing(true),
    cancelRenewal: () => setRenewing(false),
    renew,
    end,
  }
}
