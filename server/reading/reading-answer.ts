import type { Card } from '@etui/shared/card/card.ts'
import type { Verification } from '@etui/shared/presentation/verification.ts'
import type { CardPerson, Reading } from '@etui/shared/wire/counter.ts'
import type { OnlineReader, Seat } from './online-reader.ts'

/** Verdicts that tell whose card it was: it is genuine, and its holder's phone showed it. */
export const tellsPerson: readonly string[] = ['valid', 'specimen', 'revoked', 'replayed']

/** What a counter is told of one reading. Rights are added to a valid one by whoever asks the registry. */
export function answerReading(
  verification: Verification,
  reader: OnlineReader,
  seat: Seat,
): Reading {
  const { verdict, card, proof } = verification
  return {
    verdict,
    readAt: seat.at.getTime(),
    ...('secondsOff' in verification && { secondsOff: verification.secondsOff }),
    ...('expiredAt' in verification && { expiredAt: verification.expiredAt * 1000 }),
    ...(verification.verdict === 'audience' && { audience: audienceOf(verification.reason) }),
    ...(card &&
      tellsPerson.includes(verdict) && {
        person: personOf(card),
        cardIssuedAt: card.issuedAt * 1000,
        ...(proof && { unlockedBy: proof.unlockedBy }),
      }),
    ...(verdict === 'revoked' &&
      reader.place?.blockedAt && { blockedAt: reader.place.blockedAt.getTime() }),
    ...(verdict === 'replayed' && previousOf(reader, seat)),
    ...(verdict === 'valid' && {
      isFlagged: reader.isFlagged,
      isRepeat: verification.isSameScan,
    }),
  }
}

type AudienceReason = Extract<Verification, { readonly verdict: 'audience' }>['reason']

/** Why a challenge does not hold is the counter's to know: it made it. */
function audienceOf(reason: AudienceReason): NonNullable<Reading['audience']> {
  return reason === 'other-counter' ? 'other-counter' : 'challenge'
}

/** Where it was read is told of one's own counters only: another professional's patients are theirs. */
export function previousOf(
  { earlier }: Pick<OnlineReader, 'earlier'>,
  seat: Pick<Seat, 'counterId' | 'professionalId'>,
): Pick<Reading, 'previous'> {
  if (!earlier) return {}
  const isTheirs = earlier.professionalId === seat.professionalId
  return {
    previous: {
      readAt: earlier.readAt.getTime(),
      isHere: earlier.counterId === seat.counterId,
      ...(isTheirs && earlier.counterName !== null && { counterName: earlier.counterName }),
    },
  }
}

/** The person a verified card names. */
export function personOf({ content }: Card): CardPerson {
  return {
    nir: content.nir,
    ...(content.ownNir !== undefined && { ins: content.ownNir }),
    familyName: content.familyName,
    givenNames: content.givenNames,
    birthDate: content.birthDate,
    birthRank: content.birthRank,
    quality: content.quality ?? 0,
  }
}
