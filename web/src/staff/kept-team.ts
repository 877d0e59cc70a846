import { Refusal } from '@etui/shared/refusal.ts'
import { chooseStaff } from '@etui/shared/wire/staff.ts'
import type { StaffMember } from '@etui/shared/wire/staff.ts'
import type { Caller } from '../http/call.ts'
import { changeFacts, readFacts } from '../workstation/workstation-db.ts'
import type { KeptFacts, KeptTeam, WorkstationDb } from '../workstation/workstation-db.ts'

/** The team of whoever is signed in, as this workstation last knew it; undefined before it was ever told. */
export function teamOf({ session, team }: KeptFacts): KeptTeam | undefined {
  return team && team.ownerId === session?.professional.professionalId ? team : undefined
}

/** Who works here now; undefined for the professional. */
export function workingIn(facts: KeptFacts): StaffMember | undefined {
  const team = teamOf(facts)
  return team?.people.find(({ staffId }) => staffId === team.workingId)
}

/** Changes the team of whoever is signed in; nothing where nobody is by now. */
export async function changeTeam(
  db: WorkstationDb,
  change: (team: KeptTeam) => Partial<KeptTeam>,
): Promise<void> {
  await changeFacts(db, (facts) => {
    const ownerId = facts.session?.professional.professionalId
    if (ownerId === undefined) return {}
    const held = teamOf(facts) ?? { ownerId, people: [], workingId: null, isTold: true }
    return { team: { ...held, ...change(held) } }
  })
}

/**
 * Tells the server who was chosen while it could not be reached, before it is asked anything else. Somebody whom it no
 * longer knows works here no longer. Throws its other refusals.
 */
export async function tellWorking(db: WorkstationDb, call: Caller): Promise<void> {
  const team = teamOf(await readFacts(db))
  if (!team || team.isTold) return
  const { workingId: staffId } = team
  const isKnown = await call(chooseStaff, { body: { staffId } }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Refusal && error.code === 'staff-unknown') return false
      throw error
    },
  )
  // Somebody else may have been chosen meanwhile.
  await changeTeam(db, ({ workingId }) =>
    workingId === staffId ? { isTold: isKnown, ...(!isKnown && { workingId: null }) } : {},
  )
}
