import { createPublicKey } from 'node:crypto'
import { Refusal } from '@etui/shared/refusal.ts'
import type { Refreshed } from '@etui/shared/wire/phone.ts'
import type { Answers } from '../answers/answers.ts'
import type { BlockStore } from '../block/block-store.ts'
import type { CodeStore } from '../code/code-store.ts'
import { deliver, type DeliveryNeeds } from '../phone/deliver.ts'
import { type ActivePhone, activePhone } from '../phone/phone-state.ts'
import type { FoundPhone } from '../phone/phone-store.ts'
import type { ActivationEnds } from './activation-ends.ts'
import type { Registry } from '../registry/registry.ts'
import type { EnrolmentRow } from './enrolment-row.ts'
import type { EnrolmentStore } from './enrolment-store.ts'
import { addressOf, type TellNeeds, tellHolder } from './tell-holder.ts'

export interface ActivationNeeds extends DeliveryNeeds, TellNeeds {
  readonly enrolments: EnrolmentStore
  readonly activationEnds: ActivationEnds
  readonly codes: CodeStore
  readonly registry: Registry
  readonly blocks: BlockStore
  /** the phone that this one replaces is told, once it is so */
  readonly answers: Pick<Answers, 'tell'>
}

/** The phone's new keys, uncompressed P-256 points, and the hash of the token it will present first. */
export interface PhoneKeys {
  readonly mailboxKey: Buffer
  readonly presentationKey: Buffer
  readonly tokenHash: Buffer
}

/** Another request was faster: everything this one did is undone, and it looks again. */
class Overtaken extends Error {
  override readonly name = 'Overtaken'
}

/**
 * Makes a phone the person's one active phone, and ends another and every other activation of theirs, all in one unit.
 * The same activation again, its answer lost, gets the same result. Throws `enrolment-step` before a code is set or a
 * day after the identity was accepted, `request-malformed` for a key off the curve.
 */
export async function activatePhone(
  row: EnrolmentRow,
  keys: PhoneKeys,
  takeProof: () => Promise<void>,
  needs: ActivationNeeds,
): Promise<Refreshed> {
  if (!isPoint(keys.mailboxKey) || !isPoint(keys.presentationKey))
    throw new Refusal('request-malformed')
  for (let attempt = 0; attempt < 4; attempt++) {
    const phone = await needs.phones.find(row.deviceThumbprint)
    if (!phone) throw new Refusal('enrolment-step')
    const isFirst = phone.state === 'enrolling'
    if (isFirst && !(await needs.codes.isSet(phone.personId, phone.phoneId))) {
      throw new Refusal('enrolment-step')
    }
    const holder = isFirst ? { ...phone, ...keys } : repeated(activePhone(phone), keys)
    const email = isFirst ? await addressOf(phone.registryId, needs) : undefined
    const change = isFirst
      ? () => begin(row, holder, email, needs)
      : () => repeat(holder, keys, needs)
    const answer = await deliver(
      holder,
      '',
      async () => {
        await takeProof()
        if (!(await change())) throw new Overtaken()
        const succession = isFirst ? 'next' : 'again'
        return { succession, phone: await needs.phones.find(row.deviceThumbprint) }
      },
      needs,
    ).catch((error: unknown) => {
      if (error instanceof Overtaken) return undefined
      throw error
    })
    if (answer) {
      needs.answers.tell(phone.personId)
      return answer
    }
  }
  throw new Refusal('enrolment-step')
}

/** Within the unit. False when this phone is no longer waiting for its activation. */
async function begin(
  row: EnrolmentRow,
  { personId, phoneId, mailboxKey, presentationKey, tokenHash }: FoundPhone & PhoneKeys,
  email: string | undefined,
  needs: ActivationNeeds,
): Promise<boolean> {
  const { phones, blocks, enrolments, activationEnds, clock } = needs
  const at = clock()
  await activationEnds.ofPerson(personId, 'overtaken', phoneId)
  const others = await phones.otherActive(personId, phoneId)
  for (const other of others) {
    await blocks.blockForGood({ personId, phoneId: other, reason: 'newer-phone', at })
  }
  const keys = { mailboxKey, presentationKey, tokenHash }
  if (!(await phones.activate({ personId, phoneId, ...keys, at }))) return false
  if (!(await enrolments.activate(row.enrolmentId, at))) throw new Refusal('enrolment-step')
  const kind = others.length > 0 ? 'phone-replaced' : 'card-active'
  await tellHolder(email, { kind }, row.language, needs)
  return true
}

function repeat(
  { personId, phoneId }: FoundPhone,
  { tokenHash }: PhoneKeys,
  { phones, clock }: ActivationNeeds,
): Promise<boolean> {
  const same = { seenTokenHash: tokenHash, presentedHash: tokenHash, nextHash: tokenHash }
  return phones.repeat({ personId, phoneId, ...same, at: clock() })
}

/** The phone when it was activated by this very request and has not refreshed since. */
function repeated(phone: ActivePhone, keys: PhoneKeys): ActivePhone {
  const isSame =
    phone.tokenHash.equals(keys.tokenHash) &&
    phone.mailboxKey.equals(keys.mailboxKey) &&
    phone.presentationKey.equals(keys.presentationKey)
  if (!isSame) throw new Refusal('enrolment-step')
  return phone
}

function isPoint(bytes: Buffer): boolean {
  if (bytes.length !== 65 || bytes[0] !== 4) return false
  try {
    const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((it) => it.toString('base64url'))
    createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' })
    return true
  } catch {
    return false
  }
}
