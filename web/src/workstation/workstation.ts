import { readonly, shallowRef } from 'vue'
import type { InjectionKey, Ref } from 'vue'
import { inject } from 'vue'
import { openerOf } from '@etui/shared/presentation/platform-web-reading.ts'
import type { Opener } from '@etui/shared/presentation/cryptography.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import { openCounter, readCounterKit, readSession } from '@etui/shared/wire/counter.ts'
import type { Caller } from '../http/call.ts'
import { fetchList } from './fetch-list.ts'
import { dropSecrets, keepKit } from './kit.ts'
import { endLeftSession, watchLeaving } from './leaving.ts'
import { keepShards, keepTrustedList, openLists } from './lists.ts'
import type { HeldLists } from './lists.ts'
import type { Reach } from './reach.ts'
import { changeFacts, readFacts } from './workstation-db.ts'
import type { KeptFacts, WorkstationDb } from './workstation-db.ts'

/** Where this workstation stands: nobody signed in, signed in without a name for it, or ready to read. */
export type Seat = 'opening' | 'signed-out' | 'unnamed' | 'ready'

export interface WorkstationNeeds {
  readonly db: WorkstationDb
  readonly call: Caller
  readonly reach: Reach
  /** this machine's clock, milliseconds */
  readonly machineNow?: () => number
  /** a clock that never jumps, milliseconds */
  readonly elapsed?: () => number
  readonly fetchList?: typeof fetchList
  readonly locks?: LockManager
}

/** This installation: who sits here, what it holds to verify by, and how to renew it. */
export interface Workstation {
  readonly db: WorkstationDb
  readonly reach: Reach
  readonly seat: Readonly<Ref<Seat>>
  readonly facts: Readonly<Ref<KeptFacts>>
  /** Nobody is signed in because the hours passed or the session ended, not because somebody left. */
  readonly isOverdue: Readonly<Ref<boolean>>
  /** The last refusal met while renewing; gone when renewing succeeds. */
  readonly trouble: Readonly<Ref<Refusal | undefined>>
  /** Milliseconds, by the server's clock as last measured. */
  now(): number
  /** This machine's clock jumped, or was never or long ago compared with the server's. */
  isClockDoubtful(): boolean
  /** Reads who is signed in: from the server, or from the store where it cannot be reached. */
  open(): Promise<void>
  name(name: string): Promise<void>
  /** Renews keys and lists, one tab at a time. What is refused is told in `trouble`, and the old stays. */
  renew(): Promise<void>
  /** The patient and the secrets go at once; the session ends when the server hears of it, and none is taken up before. */
  signOut(): Promise<void>
  /** Tells the server of a session that somebody left while it could not be reached. Whether nothing of it is left. */
  finishLeaving(): Promise<boolean>
  /** The session is over: what opens presentations leaves the machine, and the door says why. */
  endOverdue(): Promise<void>
  lists(): Promise<HeldLists>
  groupKey(groupKeyId: number): Promise<Opener | undefined>
}

/** A measured offset is believed so long; then the machine's clock may be the one that is off. */
const OFFSET_BELIEVED_MS = 24 * 3_600_000
const JUMP_MS = 5_000
/** Opening waits so long for the server's word before it goes by the store's. */
const ANSWER_MS = 4_000
/** Lists held in memory are verified again from the store so often. */
const AGAIN_MS = 10 * 60_000

export function createWorkstation(needs: WorkstationNeeds): Workstation {
  const { db, call, reach, locks = navigator.locks } = needs
  const {
    machineNow = Date.now,
    elapsed = () => performance.now(),
    fetchList: fetchOne = fetchList,
  } = needs
  const seat = shallowRef<Seat>('opening')
  const facts = shallowRef<KeptFacts>({})
  const isOverdue = shallowRef(false)
  const trouble = shallowRef<Refusal>()
  let opened: { readonly mark: string; readonly lists: HeldLists } | undefined
  let measured = { machine: machineNow(), elapsed: elapsed() }

  const tellLeaving = watchLeaving(db, async () => settle(await readFacts(db)))

  const now = () => machineNow() + (facts.value.clock?.offsetMs ?? 0)

  function isClockDoubtful(): boolean {
    const { clock } = facts.value
    if (!clock || Math.abs(now() - clock.measuredAt) > OFFSET_BELIEVED_MS) return true
    const drift = machineNow() - measured.machine - (elapsed() - measured.elapsed)
    return now() < clock.measuredAt || Math.abs(drift) > JUMP_MS
  }

  function settle(kept: KeptFacts): void {
    facts.value = kept
    if (!kept.session) seat.value = 'signed-out'
    else seat.value = kept.session.counter ? 'ready' : 'unnamed'
    if (kept.session) isOverdue.value = false
  }

  /** A network that hangs must not keep anybody from what the store already allows. */
  function settleMeanwhile(): void {
    const { session } = facts.value
    if (seat.value !== 'opening' || (session && now() >= session.offlineUntil)) return
    reach.saw(false)
    settle(facts.value)
  }

  async function open(): Promise<void> {
    const meanwhile = setTimeout(settleMeanwhile, ANSWER_MS)
    try {
      await openFromServer()
    } finally {
      clearTimeout(meanwhile)
    }
    if (seat.value === 'ready') await renew()
  }

  async function openFromServer(): Promise<void> {
    settleQuietly(await readFacts(db))
    if (facts.value.isLeaving) settle(facts.value)
    if (!(await finishLeaving())) return
    try {
      const { session } = await call(readSession, {})
      if (!session) throw new Refusal('sign-in-needed')
      reach.saw(true)
      settleQuietly(
        await changeFacts(db, (held) =>
          // Another tab may have been left meanwhile.
          held.isLeaving ? {} : { session, counter: session.counter ?? held.counter },
        ),
      )
      const { counter } = facts.value
      // The workstation has a name from before: it takes it up again for whoever signs in.
      if (!session.counter && counter) await name(counter.name)
    } catch (error) {
      await meet(error)
    }
    // Twelve hours after the last sign-in nothing here opens a presentation, unless the server still knows the session.
    const { session } = facts.value
    if (session && !reach.isOnline.value && now() >= session.offlineUntil) await endOverdue()
    else settle(await readFacts(db))
  }

  /** While opening, the screen waits for the server's word, but not the clock for its offset. */
  function settleQuietly(kept: KeptFacts): void {
    facts.value = kept
  }

  async function endOverdue(): Promise<void> {
    isOverdue.value ||= facts.value.session !== undefined
    settle(await dropSecrets(db))
  }

  async function meet(error: unknown): Promise<void> {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'network-down' || error.code === 'server-fault') reach.saw(false)
    else reach.saw(true)
    if (error.code === 'sign-in-needed') await endOverdue()
    // Being out of reach is told by `reach`; it is no trouble of what is held.
    else trouble.value = error.code === 'network-down' ? undefined : error
  }

  async function name(chosen: string): Promise<void> {
    const { counter: kept } = await readFacts(db)
    const body = { name: chosen, ...(kept ? { counterId: kept.counterId } : {}) }
    const counter = await call(openCounter, { body })
    const changed = await changeFacts(db, ({ session }) => ({
      counter,
      ...(session ? { session: { ...session, counter } } : {}),
    }))
    if (changed.trustedList) {
      settle(changed)
      if (seat.value === 'ready') await renew()
      return
    }
    // A new workstation is ready once it holds what it reads by: the network may go at the next instant.
    settleQuietly(changed)
    await renew()
    settle(await readFacts(db))
  }

  function renew(): Promise<void> {
    return locks.request('etui-workstation', async () => {
      // Somebody may have left while this one waited for its turn.
      if (!(await finishLeaving()) || !(await readFacts(db)).session) return
      try {
        const { answer: kit, tookMs, isSteady } = await call.timed(readCounterKit, {})
        const at = { machine: machineNow(), elapsed: elapsed() }
        // A machine that slept meanwhile measured its sleep.
        const measure = isSteady ? { tookMs, machineNow: at.machine } : undefined
        facts.value = await keepKit(db, kit, measure)
        if (isSteady) measured = at
        reach.saw(true)
        facts.value = await keepTrustedList(db, await fetchOne('/trusted-list'), now())
        facts.value = await keepShards(db, await fetchOne('/s/all'), now())
        trouble.value = undefined
      } catch (error) {
        await meet(error)
      }
    })
  }

  async function signOut(): Promise<void> {
    // The screen first, then the secrets: neither waits for a renewal under way, nor for a network that may be down.
    const { session: _, ...rest } = facts.value
    settle(rest)
    settle(await dropSecrets(db, { isLeaving: true }))
    tellLeaving()
    await finishLeaving()
  }

  async function finishLeaving(): Promise<boolean> {
    try {
      const { isLeaving } = await readFacts(db)
      if (!isLeaving) return true
      settleQuietly(await endLeftSession(db, call))
      reach.saw(true)
      return true
    } catch (error) {
      await meet(error)
      return false
    }
  }

  return {
    db,
    reach,
    seat: readonly(seat),
    isOverdue: readonly(isOverdue),
    facts: facts as Readonly<Ref<KeptFacts>>,
    trouble: readonly(trouble) as Readonly<Ref<Refusal | undefined>>,
    now,
    isClockDoubtful,
    open,
    name,
    renew,
    signOut,
    finishLeaving,
    endOverdue,
    async lists() {
      // Verified once for each state of the store, and again now and then, for a key's year may end meanwhile.
      const { trustedList, statusCheckedAt } = await readFacts(db)
      const mark = [trustedList?.checkedAt, statusCheckedAt, Math.floor(now() / AGAIN_MS)].join()
      if (opened?.mark !== mark) opened = { mark, lists: await openLists(db, now()) }
      return opened.lists
    },
    async groupKey(groupKeyId) {
      const kept = await db.get('groupKeys', groupKeyId)
      return kept && openerOf(kept.privateKey, kept.point)
    },
  }
}

export const workstationKey: InjectionKey<Workstation> = Symbol('workstation')

/** Provided by the counter's `main.ts`. Throws TypeError outside it. */
export function useWorkstation(): Workstation {
  const workstation = inject(workstationKey)
  if (!workstation) throw new TypeError('main.ts provides no workstation')
  return workstation
}
