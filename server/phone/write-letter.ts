import { COVERAGE } from '@etui/shared/card/card.ts'
import type { Letter, LetterBeneficiary, LetterRights } from '@etui/shared/phone/letter.ts'
import type { Refreshed } from '@etui/shared/wire/phone.ts'
import type { IssuedCard } from '../cards/card-issuer.ts'
import type { Clock } from '../clock.ts'
import type { Keys } from '../keys/keys.ts'
import type { Rights } from '../registry/registry.ts'
import { rightsDays } from '../registry/rights-days.ts'
import type { ItemsSince } from './letter-items.ts'
import { type Mailbox, sealLetter } from './seal-letter.ts'

/** When a phone should come again, if nothing brings it before. */
export const refreshEveryMs = 12 * 3_600_000

export interface LetterNeeds {
  readonly keys: Pick<Keys, 'groups'>
  readonly clock: Clock
}

/** What a refresh brings, sealed: cards with the rights of now, group keys, and what happened since the phone's cursor. */
export async function writeLetter(
  to: Mailbox,
  issued: readonly IssuedCard[],
  { items, cursor, hasMore, deskRequest }: ItemsSince,
  needs: LetterNeeds,
): Promise<Refreshed> {
  const now = needs.clock()
  const letter: Letter = {
    version: 1,
    writtenAt: now.getTime(),
    cursor,
    beneficiaries: issued.map(letterBeneficiary),
    groupKeys: needs.keys
      .groups()
      .filter((group) => group.to > now)
      .map(({ gkid, point, from, to: end }) => ({
        gkid,
        point: Buffer.from(point).toString('base64url'),
        from: seconds(from),
        to: seconds(end),
      })),
    items,
    ...(hasMore && { hasMore }),
    ...(deskRequest && { deskRequest }),
  }
  return {
    serverTime: now.getTime(),
    nextRefreshAt: now.getTime() + refreshEveryMs,
    sealed: await sealLetter(letter, to),
  }
}

function letterBeneficiary({
  beneficiary,
  content: { familyName, givenNames },
  stored,
  reference,
}: IssuedCard): LetterBeneficiary {
  return {
    beneficiaryId: beneficiary.beneficiaryId,
    familyName,
    givenNames,
    birthDate: beneficiary.traits.birthDate,
    quality: beneficiary.quality,
    nir: beneficiary.nir,
    card: stored.card.toString('base64url'),
    reference: reference.toString('base64url'),
    cardIssuedAt: stored.issuedAt.getTime(),
    cardExpiresAt: stored.expiresAt.getTime(),
    rights: letterRights(beneficiary.rights),
  }
}

function letterRights(rights: Rights): LetterRights {
  const { complementaryNumber, complementaryTo } = rights
  return {
    asOf: rights.asOf.getTime(),
    isOpen: rights.isOpen,
    to: rightsDays(rights).to ?? null,
    organisation: String(rights.organisation).padStart(9, '0'),
    complementary:
      complementaryNumber === undefined
        ? null
        : {
            number: String(complementaryNumber),
            to: complementaryTo === undefined ? null : dashed(complementaryTo),
          },
    hasC2s: (rights.coverage & COVERAGE.solidarity) !== 0,
  }
}

/** YYYYMMDD as YYYY-MM-DD. */
function dashed(date: number): string {
  const digits = String(date).padStart(8, '0')
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000)
}
