import { cardStore } from '../cards/card-store.ts'
import type { Chore, ChoreNeeds } from '../chore.ts'
import { purgeAll } from '../db/purge-all.ts'
import { proofStore } from '../dpop/proof-store.ts'
import { activationEnds } from '../enrolment/activation-ends.ts'
import { endLateActivations } from '../enrolment/end-late-activation.ts'
import { enrolmentStore } from '../enrolment/enrolment-store.ts'
import { createSharedCeilings } from '../http/shared-ceilings.ts'
import { identityWalkStore } from '../identity/walk-store.ts'
import { sendDueMails } from '../mail/mail-sender.ts'
import { mailStore } from '../mail/mail-store.ts'
import { mailTransport } from '../mail/transport.ts'
import { passkeyStore } from '../passkey/passkey-store.ts'
import { registryOf } from '../registry/registry-of.ts'
import { historyStore, keptSince } from './history.ts'
import { phoneStore } from './phone-store.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** An activation nobody goes on with is forgotten after so long. */
export const enrolmentKeptMs = 30 * day
/** Letters that were sent, or could not be. */
export const mailKeptMs = 7 * day
/**
 * Beyond the end of a card: so long a counter's journal may come late and be judged by the index, and a day more so that
 * no clock that is a little behind takes it for free too soon.
 */
export const indexMarginMs = 32 * day

/** What is done for holders without being asked: letters sent, and rows forgotten once they mean nothing. */
export function holderChores(given: ChoreNeeds): readonly Chore[] {
  const { settings, database, keys, clock, log } = given
  const mails = mailStore(database, keys)
  const transport = mailTransport(settings)
  const proofs = proofStore(database)
  const passkeys = passkeyStore(database)
  const walks = identityWalkStore(database, keys)
  const cards = cardStore(database)
  const enrolments = enrolmentStore(database)
  const phones = phoneStore(database)
  const history = historyStore(database)
  const ceilings = createSharedCeilings(database, { clock, keys })
  const forgottenBefore = () => keptSince(settings.historyMonths, clock())
  const ago = (ms: number) => new Date(clock().getTime() - ms)
  const onFailure = (mailId: string, count: number, err: unknown) =>
    log.warn({ mailId, count, err }, 'a letter could not be sent')
  const late = {
    database,
    mails,
    clock,
    log,
    enrolments,
    activationEnds: activationEnds(database),
    origin: settings.origins.card,
    registry: {
      person: (registryId: string) => registryOf(settings, given).person(registryId),
    },
  }
  return [
    {
      name: 'end-late-activations',
      everyMs: 10 * minute,
      run: () => purgeAll((most) => endLateActivations(most, late), 100),
    },
    {
      name: 'send-mails',
      everyMs: 500,
      run: () => sendDueMails({ mails, transport, clock, onFailure }),
    },
    {
      name: 'forget-proofs',
      everyMs: minute / 2,
      run: () => purgeAll((most) => proofs.purge(clock(), most), 5_000),
    },
    {
      name: 'forget-challenges',
      everyMs: minute,
      run: () => purgeAll((most) => passkeys.purgeChallenges(clock(), most)),
    },
    { name: 'forget-identity-walks', everyMs: 10 * minute, run: () => walks.purge(clock()) },
    { name: 'forget-ceilings', everyMs: 10 * minute, run: () => ceilings.sweep() },
    {
      name: 'forget-cards',
      everyMs: 10 * minute,
      run: () => purgeAll((most) => cards.purge(ago(indexMarginMs), most)),
    },
    {
      name: 'forget-mails',
      everyMs: 60 * minute,
      run: () => purgeAll((most) => mails.purge(ago(mailKeptMs), most)),
    },
    {
      name: 'forget-enrolments',
      everyMs: 60 * minute,
      run: () => purgeAll((most) => enrolments.purge(ago(enrolmentKeptMs), most)),
    },
    {
      name: 'forget-readings',
      everyMs: 60 * minute,
      run: () => purgeAll((most) => history.purgeReadings(forgottenBefore(), most)),
    },
    {
      name: 'forget-summaries',
      everyMs: 60 * minute,
      run: () => purgeAll((most) => history.purgeSummaries(forgottenBefore(), most)),
    },
    // Later than its activation, which is what names it.
    {
      name: 'forget-phones',
      everyMs: 60 * minute,
      run: () => purgeAll((most) => phones.purge(ago(2 * enrolmentKeptMs), most)),
    },
  ]
}
