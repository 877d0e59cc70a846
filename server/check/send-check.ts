import { compareTraits } from '@etui/shared/enrolment/compare-traits.ts'
import { mayAct } from '@etui/shared/enrolment/enrolment.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import { type TellNeeds, tellHolder } from '../enrolment/tell-holder.ts'
import type { Registry } from '../registry/registry.ts'
import type { CheckClaims, CheckRow } from './check-row.ts'
import type { CheckNeeds } from './open-check.ts'
import { readMrz } from './read-mrz.ts'
import { settleFilm } from './settle-film.ts'

export interface SendNeeds extends CheckNeeds, TellNeeds {
  readonly registry: Pick<Registry, 'person'>
}

/**
 * Sends a check to the agents, with what its document said compared with the registry; a letter tells. The same again finds
 * it sent. Throws `recordings-missing`, `challenge-expired`, `check-attempts-spent`, `check-state` or `enrolment-step`.
 */
export async function sendCheck(
  row: EnrolmentRow,
  said: { readonly mrz?: readonly string[]; readonly claims: CheckClaims },
  takeProof: () => Promise<void>,
  needs: SendNeeds,
): Promise<void> {
  const { database, checks, recordings, registry, clock } = needs
  if (!mayAct('check-identity', row.step) || row.registryId === null)
    throw new Refusal('enrolment-step')
  const check = await checks.latestOf(row.enrolmentId)
  if (!check) throw new Refusal('check-state')
  for (const film of await recordings.ofCheck(check.checkId)) await settleFilm(film, needs)
  const person = await registry.person(row.registryId)
  const read = said.mrz && readMrz(said.mrz)
  const differing = read && person ? compareTraits(read, person.traits) : null
  const at = clock()
  const sent = await database.unit(async () => {
    await takeProof()
    if (check.state === 'waiting') return check
    const it = await checks.send(
      check.checkId,
      { mrz: said.mrz, claims: said.claims, differing },
      at,
    )
    if (it) await tellHolder(person?.email, { kind: 'check-received' }, row.language, needs)
    return it
  })
  if (!sent) throw await whyNotSent(check, at, needs)
}

async function whyNotSent(check: CheckRow, at: Date, needs: SendNeeds): Promise<Refusal> {
  const { checks, recordings } = needs
  const now = await checks.find(check.checkId)
  if (now?.state !== 'recording') return new Refusal('check-state')
  const films = await recordings.ofCheck(check.checkId)
  if (films.filter(({ state }) => state === 'complete').length < 2) {
    return new Refusal('recordings-missing')
  }
  return new Refusal(now.challengeEndsAt <= at ? 'challenge-expired' : 'check-attempts-spent')
}

/** Ends a check by the person's choice. Throws `check-state` when none is open. */
export async function withdrawCheck(
  row: EnrolmentRow,
  takeProof: () => Promise<void>,
  needs: SendNeeds,
): Promise<void> {
  const { database, checks, clock } = needs
  if (!mayAct('check-identity', row.step) || row.registryId === null)
    throw new Refusal('enrolment-step')
  const email = (await needs.registry.person(row.registryId))?.email
  await database.unit(async () => {
    await takeProof()
    const withdrawn = await checks.withdrawOpen(row.enrolmentId, clock())
    if (!withdrawn) throw new Refusal('check-state')
    // Nobody was told that a check not yet sent was begun.
    if (withdrawn.sentAt) await tellHolder(email, { kind: 'check-withdrawn' }, row.language, needs)
  })
}
