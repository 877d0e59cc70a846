import { Refusal, type RefusalFacts } from '@etui/shared/refusal.ts'
import { suspensionEnd } from '../block/block.ts'
import type { FoundPhone } from './phone-store.ts'

/** A phone in use: its keys are there. */
export interface ActivePhone extends FoundPhone {
  readonly mailboxKey: Buffer
  readonly presentationKey: Buffer
  readonly tokenHash: Buffer
}

/**
 * The phone when its card works. Throws `phone-unknown` before activation, `phone-ended` when a newer phone took its
 * place, `card-suspended` (fact `until`, the instant in milliseconds from when on it is final), or `card-blocked` with the
 * reason.
 */
export function activePhone(phone: FoundPhone | undefined): ActivePhone {
  if (!phone || phone.state === 'enrolling') throw new Refusal('phone-unknown')
  const reason = phone.blockReason ?? phone.endReason
  const facts = reason === null ? {} : { reason }
  if (reason === 'newer-phone') throw new Refusal('phone-ended', facts)
  if (phone.blockState === 'final') throw new Refusal('card-blocked', facts)
  if (phone.state === 'ended') throw new Refusal('phone-ended', facts)
  if (phone.blockState === 'suspended') throw new Refusal('card-suspended', untilFinal(phone))
  const { mailboxKey, presentationKey, tokenHash } = phone
  if (!mailboxKey || !presentationKey || !tokenHash)
    throw new TypeError('An active phone has its keys')
  return { ...phone, mailboxKey, presentationKey, tokenHash }
}

function untilFinal({ blockedAt }: FoundPhone): RefusalFacts {
  return blockedAt === null ? {} : { until: suspensionEnd(blockedAt).getTime() }
}
