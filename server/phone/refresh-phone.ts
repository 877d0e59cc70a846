import { createHash } from 'node:crypto'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Refreshed } from '@etui/shared/wire/phone.ts'
import type { BlockStore } from '../block/block-store.ts'
import { together } from '../db/together.ts'
import type { Occasion } from '../mail/letters.ts'
import { deliver, type DeliveryNeeds, type Draft, draftLetter, sendLetter } from './deliver.ts'
import { type ActivePhone, activePhone } from './phone-state.ts'
import type { FoundPhone, Rotation } from './phone-store.ts'
import { judgeRefresh, judgeResume } from './refresh-rule.ts'
import type { RotationGroup } from './rotation-group.ts'
import type { RotationOutcome, SpentProof } from './plain-refresh.ts'

export interface RefreshNeeds extends DeliveryNeeds {
  readonly blocks: BlockStore
  readonly rotationGroup: RotationGroup
  /**
   * Finds how to tell a holder that their card was blocked; what it answers writes the letter, within the unit that blocks.
   * It never rejects: a card is blocked whether or not its holder can be told.
   */
  readonly prepareTelling: (phone: FoundPhone) => Promise<(occasion: Occasion) => Promise<void>>
}

/**
 * A request of a phone. `takeProof` spends its DPoP proof, within the unit of the request's own write; by `take`, when it
 * is given, which answers false for a proof taken before.
 */
export interface RefreshRequest {
  readonly thumbprint: string
  /** base64url */
  readonly token: string
  readonly nextHash: string
  readonly cursor: string
  readonly takeProof: (take?: (proof: SpentProof) => Promise<boolean>) => Promise<void>
}

/**
 * One refresh (DESIGN.md 6). Throws `refresh-suspended` for a stale token and from then on, `refresh-conflict` when
 * another request of the same phone was faster, and whatever `activePhone` says.
 */
export async function refreshPhone(
  request: RefreshRequest,
  needs: RefreshNeeds,
): Promise<Refreshed> {
  const { database, phones } = needs
  const phone = activePhone(await phones.find(request.thumbprint))
  const rotation = rotationOf(request, phone, needs.clock())
  const verdict = judgeRefresh(phone, rotation)

  if (verdict === 'suspended' || verdict === 'stale') {
    await database.unit(async () => {
      await request.takeProof()
      if (verdict === 'stale') await phones.suspend(rotation)
    })
    throw new Refusal('refresh-suspended')
  }
  const draft = await draftLetter(phone, request.cursor, needs)
  if (verdict === 'rotate' && draft.issued.every(({ isNew }) => !isNew)) {
    const outcome = await rotateInGroup(request, rotation, draft, needs)
    if (outcome === 'rotated') return sendLetter(phone, draft, needs)
    if (outcome === 'blocked') activePhone(await phones.find(request.thumbprint))
    if (outcome !== 'alone') throw new Refusal('refresh-conflict')
  }
  const answer = await deliver(
    phone,
    request.cursor,
    async () => {
      const [, isDone, held] = await together([
        request.takeProof(),
        phones[verdict](rotation),
        phones.find(request.thumbprint),
      ])
      if (!isDone) return 'conflict'
      return { succession: verdict === 'rotate' ? 'next' : 'again', phone: held }
    },
    needs,
    draft,
  )
  if (!answer) throw new Refusal('refresh-conflict')
  return answer
}

/** Nearly every refresh is one that signs nothing anew: those of many phones are kept together. */
async function rotateInGroup(
  { takeProof }: RefreshRequest,
  rotation: Rotation,
  { issued }: Draft,
  { rotationGroup }: RefreshNeeds,
): Promise<RotationOutcome | 'alone'> {
  const { personId, phoneId } = rotation
  const references = issued.map(({ beneficiary: { beneficiaryId }, reference }) => ({
    personId,
    phoneId,
    beneficiaryId,
    reference,
  }))
  let outcome: RotationOutcome | 'alone' = 'alone'
  await takeProof(async (proof) => {
    outcome = await rotationGroup.rotate({ proof, rotation, references })
    return outcome !== 'replayed'
  })
  return outcome
}

/**
 * Takes refreshing up again for a holder who has proven themselves: `prove` does so and throws when they have not.
 * Throws `card-blocked` when another branch proved itself before: the card is then blocked for good.
 */
export async function resumeRefresh(
  request: RefreshRequest,
  prove: (phone: ActivePhone) => Promise<void>,
  needs: RefreshNeeds,
): Promise<Refreshed> {
  const { phones } = needs
  let phone = activePhone(await phones.find(request.thumbprint))
  const first = judgeResume(phone, rotationOf(request, phone, needs.clock()), needs.clock())
  if (first === 'repeat') await request.takeProof()
  else await prove(phone)

  for (let attempt = 0; attempt < 4; attempt++) {
    const rotation = rotationOf(request, phone, needs.clock())
    const verdict = judgeResume(phone, rotation, needs.clock())
    // What was proven for one verdict is proven for another, but a repeat was not proven at all.
    if (first === 'repeat' && verdict !== 'repeat') throw new Refusal('refresh-conflict')
    if (verdict === 'two-branches') {
      if (await blockBranches(phone, rotation, needs))
        throw new Refusal('card-blocked', { reason: 'two-branches' })
    } else {
      const isRepeat = verdict === 'repeat'
      const change = isRepeat ? phones.repeat : phones.resume
      const answer = await deliver(
        phone,
        request.cursor,
        async () => {
          const [isDone, held] = await together([change(rotation), phones.find(request.thumbprint)])
          if (!isDone) return 'conflict'
          return { succession: isRepeat ? 'again' : 'next', phone: held }
        },
        needs,
      )
      if (answer) return answer
    }
    phone = activePhone(await phones.find(request.thumbprint))
  }
  throw new Refusal('refresh-conflict')
}

/** False when the branch moved on meanwhile: judge again. */
async function blockBranches(
  phone: ActivePhone,
  rotation: Rotation,
  { database, phones, blocks, prepareTelling }: RefreshNeeds,
): Promise<boolean> {
  const { personId, phoneId } = phone
  const reason = 'two-branches'
  const tell = await prepareTelling(phone)
  return database.unit(async () => {
    // In the order of an activation and of the block itself, so that none waits for one that waits for it.
    await phones.holdPerson(personId)
    if (!(await phones.hold(rotation))) return false
    await blocks.blockForGood({ personId, phoneId, reason, at: rotation.at })
    await tell({ kind: 'card-blocked', reason })
    return true
  })
}

function rotationOf(request: RefreshRequest, phone: ActivePhone, at: Date): Rotation {
  const presentedHash = createHash('sha256').update(request.token, 'base64url').digest()
  const nextHash = Buffer.from(request.nextHash, 'base64url')
  // A token that stays the same is not rotated, and could never be told from a stolen one.
  if (nextHash.equals(presentedHash)) throw new Refusal('request-malformed')
  const { personId, phoneId, tokenHash } = phone
  return { personId, phoneId, seenTokenHash: tokenHash, presentedHash, nextHash, at }
}
