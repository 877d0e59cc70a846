import {
  contactCodeTries,
  contactResendMs,
  isSentBackReason,
} from '@etui/shared/enrolment/enrolment.ts'
import type { Enrolment } from '@etui/shared/wire/enrolment.ts'
import { type CheckViewNeeds, viewCheck } from '../check/view-check.ts'
import type { CodeStore } from '../code/code-store.ts'
import type { CorrectionStore } from '../correction/correction-store.ts'
import { type DeskViewNeeds, viewDesk } from '../desk/view-desk.ts'
import type { PasskeyStore } from '../passkey/passkey-store.ts'
import type { PhoneStore } from '../phone/phone-store.ts'
import type { Registry } from '../registry/registry.ts'
import type { EnrolmentRow } from './enrolment-row.ts'

export interface ViewNeeds extends CheckViewNeeds, DeskViewNeeds {
  readonly corrections: CorrectionStore
  readonly clock: CheckViewNeeds['clock']
  readonly registry: Registry
  readonly phones: PhoneStore
  readonly codes: CodeStore
  readonly passkeyStore: PasskeyStore
}

/** An activation as its holder sees it. Of what the registry knows it tells nothing before the contact is proven. */
export async function viewEnrolment(row: EnrolmentRow, needs: ViewNeeds): Promise<Enrolment> {
  const { step, refusal, maskedEmail, contactCodeExpiresAt, contactCodeSentAt } = row
  if (step === 'contact' && maskedEmail && contactCodeExpiresAt && contactCodeSentAt) {
    const desk = await viewDesk(row, needs)
    return {
      step,
      ...desk,
      contact: {
        maskedEmail,
        codeExpiresAt: contactCodeExpiresAt.getTime(),
        resendFrom: contactCodeSentAt.getTime() + contactResendMs,
        triesLeft: Math.max(0, contactCodeTries - row.contactCodeTries),
      },
    }
  }
  if (step === 'identity') {
    const [check, desk, correction] = await Promise.all([
      viewCheck(row, needs),
      viewDesk(row, needs),
      needs.corrections.latestOf(row.enrolmentId),
    ])
    return {
      step,
      identity: { state: row.identityState, differing: row.identityDiffering ?? [] },
      ...(check && { check }),
      ...desk,
      ...(correction && { correction: { state: correction.state } }),
    }
  }
  if (step === 'securing') return { step, securing: await securingOf(row, needs) }
  if (step === 'person' && isSentBackReason(refusal)) return { step, sentBack: refusal }
  return { step, ...(refusal !== null && { refusal }) }
}

async function securingOf(
  { registryId, personId, phoneId, securingEndsAt }: EnrolmentRow,
  { registry, phones, codes, passkeyStore }: ViewNeeds,
) {
  if (registryId === null || personId === null || phoneId === null || !securingEndsAt) {
    throw new TypeError('An activation whose identity was accepted has its person, phone and end')
  }
  const [person, isCodeSet, passkeys, others] = await Promise.all([
    registry.person(registryId),
    codes.isSet(personId, phoneId),
    passkeyStore.ofPhone(personId, phoneId),
    phones.otherActive(personId, phoneId),
  ])
  return {
    isCodeSet,
    isPasskeySet: passkeys.length > 0,
    givenNames: person?.traits.givenNames ?? '',
    familyName: person?.traits.familyName ?? '',
    birthDate: person?.traits.birthDate ?? '',
    endsAnotherPhone: others.length > 0,
    endsAt: securingEndsAt.getTime(),
  }
}
