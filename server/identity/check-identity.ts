import { randomInt, timingSafeEqual } from 'node:crypto'
import {
  identityCodeMs,
  identityCodeTries,
  identityWalkMs,
  walkedSecuringMs,
} from '@etui/shared/enrolment/enrolment.ts'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Randomness } from '../randomness.ts'
import { acceptIdentity, type AcceptNeeds } from '../enrolment/accept-identity.ts'
import type { EnrolmentRow } from '../enrolment/enrolment-row.ts'
import { addressOf, tellHolder } from '../enrolment/tell-holder.ts'
import type { Keys } from '../keys/keys.ts'
import type { Registry } from '../registry/registry.ts'
import { differingTraits } from './match-traits.ts'
import type { Claims, RelyingParty } from './relying-party.ts'
import type { ReturnPage } from './return-page.ts'
import type { IdentityWalkStore } from './walk-store.ts'

export interface IdentityNeeds extends AcceptNeeds {
  readonly franceIdentite: RelyingParty
  readonly walks: IdentityWalkStore
  readonly registry: Registry
  readonly keys: Pick<Keys, 'hmac'>
  readonly randomness: Randomness
}

/** Starts a walk. Answers where to go, and the cookie that ties this browser to the return. */
export async function startIdentity(
  row: EnrolmentRow,
  takeProof: () => Promise<void>,
  needs: IdentityNeeds,
): Promise<{ authorizationUrl: string; cookie: string }> {
  if (row.step !== 'identity') throw new Refusal('enrolment-step')
  const { enrolmentId } = row
  const { authorizationUrl, ...walk } = await needs.franceIdentite.begin()
  const cookie = Buffer.from(needs.randomness(32)).toString('base64url')
  const at = needs.clock()
  await needs.database.unit(async () => {
    await takeProof()
    const state = { state: 'started', differing: [], at } as const
    if (!(await needs.enrolments.setIdentity(enrolmentId, state)))
      throw new Refusal('enrolment-step')
    const expiresAt = new Date(at.getTime() + identityWalkMs)
    await needs.walks.start({ enrolmentId, cookie, ...walk }, expiresAt)
  })
  return { authorizationUrl, cookie }
}

/** How a walk ended: in the app's own browser, or in another, which is shown a page. */
export interface Return {
  readonly isSameBrowser: boolean
  readonly language: 'fr' | 'en'
  readonly page: ReturnPage
}

/**
 * Ends a walk. In the browser that began it the activation goes on by itself; in another one the page shows six digits
 * to type in the app, and nothing goes on before: a link sent to somebody else must not give their identity away.
 * Undefined for a walk that nobody began, or too long ago.
 */
export async function finishIdentity(
  answer: URL,
  cookie: string | undefined,
  needs: IdentityNeeds,
): Promise<Return | undefined> {
  const state = answer.searchParams.get('state') ?? ''
  const walk = await needs.walks.take(state, cookie, needs.clock())
  const row = walk && (await needs.enrolments.byId(walk.enrolmentId))
  if (!walk || !row) return undefined
  const { isSameBrowser } = walk
  const { language } = row
  try {
    const vouched = await needs.franceIdentite.finish(answer, { ...walk, state })
    const page = await judge(row, vouched, isSameBrowser, needs)
    return { isSameBrowser, language, page }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const kind = error.code === 'identity-cancelled' ? 'cancelled' : 'none'
    await needs.enrolments.setIdentity(row.enrolmentId, {
      state: kind,
      differing: [],
      at: needs.clock(),
    })
    return { isSameBrowser, language, page: { kind: pageOf(error) } }
  }
}

function pageOf({ code }: Refusal): 'cancelled' | 'down' | 'expired' {
  if (code === 'identity-cancelled') return 'cancelled'
  return code === 'identity-provider-down' ? 'down' : 'expired'
}

async function judge(
  row: EnrolmentRow,
  { acr, claims }: { readonly acr: string; readonly claims: Claims },
  isSameBrowser: boolean,
  needs: IdentityNeeds,
): Promise<ReturnPage> {
  const { enrolments, registry, database, clock } = needs
  const { enrolmentId, registryId, language } = row
  const person = registryId === null ? undefined : await registry.person(registryId)
  if (!person || row.step !== 'identity') throw new Refusal('enrolment-step')

  const differing = differingTraits(person.traits, {
    familyName: textOf(claims, 'family_name'),
    givenNames: textOf(claims, 'given_name'),
    birthDate: textOf(claims, 'birthdate'),
    sex: textOf(claims, 'gender'),
  })
  if (differing.length > 0) {
    await database.unit(async () => {
      await enrolments.setIdentity(enrolmentId, { state: 'differs', differing, at: clock() })
      await tellHolder(person.email, { kind: 'identity-differs' }, language, needs)
    })
    return { kind: 'differs' }
  }
  if (isSameBrowser) {
    await database.unit(() =>
      acceptIdentity(row, { acr, securingMs: walkedSecuringMs, email: person.email }, needs),
    )
    // Not shown: the app itself goes on.
    return { kind: 'code', code: '' }
  }
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const at = clock()
  const expiresAt = new Date(at.getTime() + identityCodeMs)
  const codeHash = hashOf(enrolmentId, code, needs)
  if (!(await enrolments.awaitIdentityCode(enrolmentId, { codeHash, expiresAt, at, acr }))) {
    throw new Refusal('enrolment-step')
  }
  return { kind: 'code', code }
}

/**
 * Takes the six digits the other browser shows. Throws `identity-code-wrong` (fact `triesLeft`), or `identity-expired`
 * when there is no code, or no try, left.
 */
export async function proveIdentityCode(
  row: EnrolmentRow,
  code: string,
  takeProof: () => Promise<void>,
  needs: IdentityNeeds,
): Promise<EnrolmentRow> {
  const { database, enrolments, clock } = needs
  const { registryId } = row
  if (row.step !== 'identity' || registryId === null) throw new Refusal('enrolment-step')
  const email = await addressOf(registryId, needs)
  const outcome = await database.unit(async () => {
    await takeProof()
    const reserved = await enrolments.reserveIdentityTry(row.enrolmentId, clock())
    if (!reserved?.identityCodeHash) return { triesLeft: 0 }
    const isRight = timingSafeEqual(reserved.identityCodeHash, hashOf(row.enrolmentId, code, needs))
    if (!isRight) return { triesLeft: Math.max(0, identityCodeTries - reserved.identityCodeTries) }
    const acr = reserved.identityAcr ?? ''
    const vouched = { acr, securingMs: walkedSecuringMs, email }
    return { accepted: await acceptIdentity(reserved, vouched, needs) }
  })
  if (outcome.accepted) return outcome.accepted
  if (outcome.triesLeft > 0)
    throw new Refusal('identity-code-wrong', { triesLeft: outcome.triesLeft })
  await enrolments.setIdentity(row.enrolmentId, { state: 'none', differing: [], at: clock() })
  throw new Refusal('identity-expired')
}

function hashOf(enrolmentId: string, code: string, { keys }: IdentityNeeds): Buffer {
  return keys.hmac('pepper', `identity code ${enrolmentId} ${code}`)
}

function textOf(claims: Claims, name: string): string | undefined {
  const value = claims[name]
  return typeof value === 'string' ? value : undefined
}
