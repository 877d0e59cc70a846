import { computed, shallowRef, type ComputedRef, type Ref } from 'vue'
import { Refusal, type RefusalCode } from '@etui/shared/refusal.ts'
import type { Enrolment } from '@etui/shared/wire/enrolment.ts'
import { askToKeep } from '../device/kept-storage.ts'
import type { HolderPhone } from '../phone/holder-phone.ts'
import { createActivation, type DeskCode, type Secured, type ToldByDocument } from './activation.ts'
import type { IdentityTrait } from '@etui/shared/enrolment/enrolment.ts'
import type { CheckDocument } from '@etui/shared/enrolment/check.ts'
import { isInUse, takeUpActive } from './resume-activation.ts'

export type Stage =
  | 'awaiting'
  | 'terms'
  | 'person'
  | 'contact'
  | 'identity'
  | 'code'
  | 'passkey'
  | 'done'

/** What the phone's passkey turned out to do. */
export type FoundPasskey = 'unasked' | 'with-prf' | 'without-prf' | 'missing'

export interface ActivationSteps {
  readonly stage: ComputedRef<Stage>
  readonly enrolment: Readonly<Ref<Enrolment | null>>
  readonly found: Readonly<Ref<FoundPasskey>>
  readonly isBusy: Readonly<Ref<boolean>>
  readonly refusal: ComputedRef<Refusal | undefined>
  start(): Promise<void>
  stop(): void
  open(language: 'fr' | 'en'): Promise<void>
  tellPerson(person: { nir: string; birthDate: string }): Promise<void>
  correctPerson(): void
  sendCode(): Promise<void>
  proveContact(code: string): Promise<void>
  walkToIdentity(): Promise<void>
  proveIdentityCode(code: string): Promise<void>
  openCheck(documentKind: CheckDocument): Promise<void>
  sendCheck(told: ToldByDocument): Promise<void>
  withdrawCheck(): Promise<void>
  /** the code this opening drew */
  readonly deskCode: Readonly<Ref<DeskCode | undefined>>
  drawDeskCode(): Promise<void>
  askCorrection(text: string, differing: readonly IdentityTrait[]): Promise<void>
  /** Asks where it stands, when something else than an act of a screen has changed it. */
  look(): Promise<void>
  secure(code: string): Promise<void>
  addPasskey(): Promise<void>
  finish(): Promise<void>
}

/** While the holder is away at the identity provider, where it stands is asked so often. */
const pollMs = 3_000
/** While an agent is awaited, so often; and at once when the app is looked at again. */
const waitingPollMs = 15_000

/** The activation as its screens see it: one act at a time, what was refused, and the stage the last answer leads to. */
export function useActivation(
  holder: HolderPhone,
  { walk, goToCard }: { readonly walk: (address: string) => void; readonly goToCard: () => void },
): ActivationSteps {
  const { page } = holder.needs
  const acts = createActivation(holder.needs)
  const enrolment = shallowRef<Enrolment | null>(null)
  const hasAsked = shallowRef(false)
  const isCorrecting = shallowRef(false)
  const secured = shallowRef<Secured | null>(null)
  const found = shallowRef<FoundPasskey>('unasked')
  const deskCode = shallowRef<DeskCode>()
  const isDone = shallowRef(false)
  const isBusy = shallowRef(false)
  const refused = shallowRef<Refusal>()
  let poll: ReturnType<typeof setInterval> | undefined
  let pollEveryMs = 0

  const stage = computed<Stage>(() => {
    if (isDone.value) return 'done'
    if (!hasAsked.value) return 'awaiting'
    const step = enrolment.value?.step
    if (step === undefined) return 'terms'
    if (step === 'active') return 'awaiting'
    if (step === 'securing') return secured.value === null ? 'code' : 'passkey'
    if (step === 'refused' || isCorrecting.value) return 'person'
    return step
  })
  const refusal = computed(() => {
    const told = enrolment.value?.step === 'refused' ? enrolment.value.refusal : undefined
    // The server's own word for why it turned the person away: one of the closed list.
    return refused.value ?? (told === undefined ? undefined : new Refusal(told as RefusalCode))
  })

  async function run(act: () => Promise<Enrolment | null | void>): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    refused.value = undefined
    try {
      const answer = await act()
      if (answer !== undefined) take(answer)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refused.value = error
      await catchUp(error)
    } finally {
      isBusy.value = false
    }
  }

  function take(answer: Enrolment | null): void {
    enrolment.value = answer
    hasAsked.value = true
    isCorrecting.value = false
    const isAtIdentity = answer?.step === 'identity'
    const isAway = isAtIdentity && answer.identity?.state === 'started'
    if (isAway || answer?.desk !== undefined) ask(pollMs)
    else if (isAtIdentity && isAgentAwaited(answer)) ask(waitingPollMs)
    else stop()
  }

  /** Another tab, or an answer that was lost, has gone further: show where it stands. */
  async function catchUp(error: Refusal): Promise<void> {
    const isBehind =
      ['enrolment-step', 'check-state', 'recordings-missing', 'challenge-expired'].includes(
        error.code,
      ) || error.code.startsWith('contact-code')
    // A vault another tab has replaced is of no use here: the code is chosen again.
    if (error.code === 'enrolment-step') secured.value = null
    if (isBehind) take(await acts.read().catch(() => enrolment.value))
    // Why it was sent back says more than that this is another step.
    if (isBehind && enrolment.value?.sentBack !== undefined) refused.value = undefined
    if (error.code === 'enrolment-unknown') take(null)
  }

  async function look(): Promise<void> {
    if (isBusy.value || page.visibilityState === 'hidden') return
    const answer = await acts.read().catch((error: unknown) => {
      if (error instanceof Refusal) return enrolment.value
      throw error
    })
    if (!isBusy.value) take(answer)
  }

  function ask(everyMs: number): void {
    if (everyMs === pollEveryMs) return
    stop()
    pollEveryMs = everyMs
    poll = setInterval(() => void look(), everyMs)
    page.addEventListener('visibilitychange', lookAgain)
  }

  function lookAgain(): void {
    void look()
  }

  function stop(): void {
    page.removeEventListener('visibilitychange', lookAgain)
    clearInterval(poll)
    pollEveryMs = 0
  }

  /**
   * Without a device key there is no activation to ask for. One that is over but never reached this phone is taken up, and
   * where another tab has done so there is a card to go to.
   */
  async function start(): Promise<void> {
    await holder.read()
    if (isInUse(holder)) return goToCard()
    if (holder.device.value === null || holder.standing.value !== 'activating') {
      hasAsked.value = true
      return
    }
    await run(async () => {
      const answer = await acts.read()
      if (answer?.step !== 'active') return answer
      if (await takeUpActive(holder)) return goToCard()
      // Active at the server, and this phone has nothing of it: it starts again with keys of its own.
      await holder.giveUp()
      return isInUse(holder) ? goToCard() : null
    })
  }

  async function requireSecured(): Promise<Secured> {
    if (secured.value === null) throw new TypeError('the code comes before the passkey')
    return secured.value
  }

  return {
    stage,
    enrolment,
    found,
    isBusy,
    refusal,
    start,
    stop,
    open: (language) =>
      run(async () => {
        const answer = await acts.open(language)
        await holder.read()
        return answer
      }),
    tellPerson: (person) => run(() => acts.tellPerson(person)),
    correctPerson: () => (isCorrecting.value = true),
    sendCode: () => run(() => acts.sendCode()),
    proveContact: (code) => run(() => acts.proveContact(code)),
    walkToIdentity: () => run(async () => walk(await acts.startIdentity())),
    proveIdentityCode: (code) => run(() => acts.proveIdentityCode(code)),
    openCheck: (documentKind) => run(() => acts.openCheck(documentKind)),
    sendCheck: (told) => run(() => acts.sendCheck(told)),
    withdrawCheck: () => run(() => acts.withdrawCheck()),
    deskCode,
    drawDeskCode: () =>
      run(async () => {
        deskCode.value = await acts.drawDeskCode()
        return acts.read()
      }),
    askCorrection: (text, differing) => run(() => acts.askCorrection(text, differing)),
    look,
    secure: (code) =>
      run(async () => {
        secured.value = await acts.secure(code)
        if (!(await holder.needs.hasPlatformPasskey())) found.value = 'missing'
      }),
    addPasskey: () =>
      run(async () => {
        const { hasPrf } = await acts.addPasskey(await requireSecured())
        found.value = hasPrf === true ? 'with-prf' : 'without-prf'
      }),
    finish: () =>
      run(async () => {
        const vault = await acts.finish(await requireSecured())
        secured.value = null
        await askToKeep()
        await holder.take(vault)
        isDone.value = true
      }),
  }
}

/** Whose word an agent has yet to say: on the films, or on what is to be corrected in the file. */
function isAgentAwaited({ check, correction }: Enrolment): boolean {
  return check?.state === 'waiting' || correction?.state === 'open'
}
