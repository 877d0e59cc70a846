import { computed, inject, shallowRef, watch } from 'vue'
import type { InjectionKey, Ref } from 'vue'
import { Refusal } from '@etui/shared/refusal.ts'
import { addStaff, endStaff, listPrograms, listStaff } from '@etui/shared/wire/staff.ts'
import type { Program, StaffMember, StaffRole } from '@etui/shared/wire/staff.ts'
import type { Caller } from '../http/call.ts'
import type { Workstation } from '../workstation/workstation.ts'
import { readFacts } from '../workstation/workstation-db.ts'
import type { KeptFacts } from '../workstation/workstation-db.ts'
import { changeTeam, teamOf, tellWorking, workingIn } from './kept-team.ts'

/** Those who work under the professional's responsibility, and who of them does at this workstation now. */
export interface Team {
  readonly people: Readonly<Ref<readonly StaffMember[]>>
  /** undefined for the professional */
  readonly working: Readonly<Ref<StaffMember | undefined>>
  /** Who works here from now on, null for the professional: kept at once, and told to the server when it can be reached. */
  choose(staffId: string | null): Promise<void>
  /** Throws the server's refusals: without network nobody is named. */
  add(named: { readonly name: string; readonly role: StaffRole }): Promise<void>
  /** Throws the server's refusals. */
  end(staffId: string): Promise<void>
  /** The programs that act in the professional's name. Throws the server's refusals: they are not kept. */
  programs(): Promise<readonly Program[]>
  close(): void
}

interface TeamNeeds {
  readonly workstation: Pick<Workstation, 'db' | 'facts' | 'seat' | 'reach'>
  readonly call: Caller
}

/** The team in the workstation's store: each renewal compares it with the server's, and every tab shows the same. */
export function createTeam({ workstation, call }: TeamNeeds): Team {
  const { db, facts, seat, reach } = workstation
  const kept = shallowRef<KeptFacts>({})
  let choices = 0
  const tabs = new BroadcastChannel(`${db.name} team`)
  tabs.addEventListener('message', () => void show())

  async function show(): Promise<void> {
    kept.value = await readFacts(db)
  }

  async function change(how: Parameters<typeof changeTeam>[1]): Promise<void> {
    await changeTeam(db, how)
    await show()
    // A channel reaches its own origin alone, so its messages name none.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    tabs.postMessage('changed')
  }

  /** Nobody waits for it: what cannot be had now comes with the next renewal. */
  async function renew(): Promise<void> {
    await show()
    if (seat.value !== 'ready' || !reach.isOnline.value) return
    const before = choices
    try {
      await tellWorking(db, call)
      const { staff, workingId } = await call(listStaff, {})
      const people = staff.filter(({ endedAt }) => endedAt === undefined)
      // Somebody chosen while the server answered is not what it answers.
      const isNews = before === choices
      await change((team) => ({ people, ...(team.isTold && isNews && { workingId }) }))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }

  const stop = watch([() => facts.value.clock?.measuredAt, reach.isOnline, seat], renew, {
    immediate: true,
  })
  return {
    people: computed(() => teamOf(kept.value)?.people ?? []),
    working: computed(() => workingIn(kept.value)),
    async choose(staffId) {
      choices += 1
      await change(() => ({ workingId: staffId, isTold: false }))
      await renew()
    },
    async add(named) {
      const added = await call(addStaff, { body: named })
      await change(({ people }) => ({ people: [...people, added] }))
    },
    async end(staffId) {
      await call(endStaff, { params: { staffId } })
      await change(({ people, workingId }) => ({
        people: people.filter((each) => each.staffId !== staffId),
        workingId: workingId === staffId ? null : workingId,
      }))
    },
    programs: async () => (await call(listPrograms, {})).programs,
    close() {
      stop()
      tabs.close()
    },
  }
}

export const teamInjection: InjectionKey<Team> = Symbol('team')
/** Provided by the counter's `main.ts`. Throws TypeError outside it. */
export function useTeam(): Team {
  const team = inject(teamInjection)
  if (!team) throw new TypeError('main.ts provides no team')
  return team
}
