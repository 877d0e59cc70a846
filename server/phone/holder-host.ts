import type { FastifyInstance } from 'fastify'
import { auditStore } from '../audit/audit-store.ts'
import { blockStore } from '../block/block-store.ts'
import { suspendRoute } from '../block/suspend-route.ts'
import { cardIssuer } from '../cards/card-issuer.ts'
import { cardStore } from '../cards/card-store.ts'
import { checkStore } from '../check/check-store.ts'
import { filmsOf } from '../check/films-of.ts'
import { recordingStore } from '../check/recording-store.ts'
import { codeStore } from '../code/code-store.ts'
import { correctionStore } from '../correction/correction-store.ts'
import { deskApprovalStore } from '../desk/desk-approval-store.ts'
import { deskCodeStore } from '../desk/desk-code-store.ts'
import { dpop } from '../dpop/dpop-plugin.ts'
import { proofStore } from '../dpop/proof-store.ts'
import { activationEnds } from '../enrolment/activation-ends.ts'
import { enrolmentRoutes } from '../enrolment/enrolment-routes.ts'
import { enrolmentStore } from '../enrolment/enrolment-store.ts'
import { addressOf, tellHolder } from '../enrolment/tell-holder.ts'
import { deviceLimit, provenLimit } from '../http/address-limits.ts'
import { identityReturnRoute } from '../identity/identity-routes.ts'
import type { RelyingParty } from '../identity/relying-party.ts'
import { identityWalkStore } from '../identity/walk-store.ts'
import type { Occasion } from '../mail/letters.ts'
import { mailStore } from '../mail/mail-store.ts'
import type { RouteNeeds } from '../needs.ts'
import { passkeyStore } from '../passkey/passkey-store.ts'
import { makePasskeys } from '../passkey/passkeys.ts'
import type { Registry } from '../registry/registry.ts'
import { readingNeeds } from '../reading/reading-needs.ts'
import { reportRoutes } from '../report/report-routes.ts'
import { reportStore } from '../report/report-store.ts'
import { isDemo } from '../settings/settings.ts'
import { statusStore } from '../status/status-store.ts'
import { holderTapRoutes } from '../tap/holder-tap-routes.ts'
import { tagStore } from '../tap/tag-store.ts'
import { tapStore } from '../tap/tap-store.ts'
import { issuerOfCards } from '../trust/trusted-keys.ts'
import { letterItems } from './letter-items.ts'
import { newsRoutes } from './news-routes.ts'
import { newsStore } from './news-store.ts'
import { phoneRoutes } from './phone-routes.ts'
import { type FoundPhone, phoneStore } from './phone-store.ts'
import { rotationGroup } from './rotation-group.ts'
import { rotationStore } from './rotation-store.ts'

export interface HolderHostNeeds extends RouteNeeds {
  readonly registry: Registry
  readonly franceIdentite: RelyingParty
}

/** Everything a holder's phone calls, each call with a proof of its device key; and France Identité's way back. */
export async function holderHost(scope: FastifyInstance, given: HolderHostNeeds): Promise<void> {
  const { settings, database, keys, clock, randomness, registry, log } = given
  const origin = settings.origins.card
  const mails = mailStore(database, keys)
  const tell = { mails, clock, origin }
  const passkeys = passkeyStore(database)
  const passkeyMaker = makePasskeys({ passkeys, clock, origin })
  const codes = codeStore(database, keys)
  const enrolments = enrolmentStore(database)
  const hmac = (message: string) => keys.hmac('nonce', message)
  const needs = {
    database,
    keys,
    clock,
    log,
    randomness,
    origin,
    registry,
    mails,
    codes,
    ceilings: given.ceilings,
    answers: given.answers,
    franceIdentite: given.franceIdentite,
    eligibilityRules: settings.eligibility,
    allowDemonstration: isDemo(settings),
    enrolments,
    activationEnds: activationEnds(database),
    phones: phoneStore(database),
    rotationGroup: rotationGroup({ database, rotations: rotationStore(database) }),
    blocks: blockStore(database),
    checks: checkStore(database, keys),
    recordings: recordingStore(database),
    ...filmsOf(given),
    deskCodes: deskCodeStore(database),
    deskApprovals: deskApprovalStore(database, keys),
    corrections: correctionStore(database, keys),
    walks: identityWalkStore(database, keys),
    items: letterItems(database, { keys, historyMonths: settings.historyMonths }),
    passkeyStore: passkeys,
    passkeyMaker,
    cardIssuer: cardIssuer({
      registry,
      keys,
      clock,
      randomness,
      ...issuerOfCards(settings),
      cards: cardStore(database),
      addShard: statusStore(database).addShard,
    }),
    async prepareTelling({ personId, registryId, deviceThumbprint }: FoundPhone) {
      const enrolment = await enrolments.find(deviceThumbprint)
      const email = await addressOf(registryId, given).catch((err: unknown) => {
        log.error({ err, personId }, 'a holder could not be told')
        return undefined
      })
      return (occasion: Occasion) => tellHolder(email, occasion, enrolment?.language ?? 'fr', tell)
    },
  }

  await scope.register(identityReturnRoute, needs)
  await scope.register(holder, { prefix: '/api' })

  async function holder(phone: FastifyInstance): Promise<void> {
    phone.addHook('onRoute', (route) => {
      route.config = { limit: provenLimit, ...route.config }
    })
    await phone.register(dpop, { proofs: proofStore(database), origin, hmac, clock })
    phone.addHook('preHandler', async ({ device, method, routeOptions }) => {
      const limit = routeOptions.config.deviceLimit ?? deviceLimit
      given.limits.take(device.thumbprint, `${method} ${routeOptions.url}`, limit)
    })
    await phone.register(enrolmentRoutes, needs)
    await phone.register(phoneRoutes, { ...needs, passkeys: passkeyMaker })
    await phone.register(suspendRoute, needs)
    await phone.register(newsRoutes, {
      ...needs,
      news: newsStore(database),
    })
    await phone.register(reportRoutes, {
      ...needs,
      reports: reportStore(database),
      audit: auditStore(database),
    })
    await phone.register(holderTapRoutes, {
      ...readingNeeds(given),
      phones: needs.phones,
      taps: tapStore(database),
      tags: tagStore(database, keys),
      answers: given.answers,
    })
  }
}
