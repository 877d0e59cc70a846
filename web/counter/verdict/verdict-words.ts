import type { Dates } from '../../src/i18n/dates.ts'
import type { ReadingResult } from '../../src/reading/reading-result.ts'
import { verdictFamilies } from '../../src/reading/verdict-family.ts'
import type { PlateFamily } from '../../src/ui/plate-family.ts'
import { sayDuration } from './said-duration.ts'

/** What the plate says: whose turn it is, what happened, why, and the one thing to do. */
export interface VerdictWords {
  readonly family: PlateFamily
  readonly turn?: string
  readonly title: string
  readonly why: readonly string[]
  readonly next?: string
}

/** What the words are made of: texts, dates, now, and the class of cards this workstation takes. */
export interface Speech {
  t(key: string, blanks?: Record<string, string | number>): string
  readonly dates: Dates
  readonly now: Date
  readonly cardClass: 'production' | 'test' | 'demonstration'
}

type Said = Pick<VerdictWords, 'title' | 'why'> & { readonly next?: string }

const turns = {
  card: 'families.card',
  moment: 'families.moment',
  reading: 'families.reading',
  station: 'families.station',
} as const

/** The plate of a reading, in full. Outside the card's own family it says that the card is not at fault. */
export function verdictWords(result: ReadingResult, speech: Speech): VerdictWords {
  const family = verdictFamilies[result.verdict]
  const { title, why: reasons, next } = said(result, speech)
  const why = result.isUnwritten ? [...reasons, speech.t('verdicts.unwritten')] : reasons
  const isInnocent = family !== 'valid' && family !== 'card' && result.verdict !== 'foreign'
  return {
    family,
    ...(family === 'valid' ? {} : { turn: speech.t(turns[family]) }),
    title,
    why: isInnocent ? [...why, speech.t('notTheCard')] : why,
    ...(next === undefined ? {} : { next }),
  }
}

function said(result: ReadingResult, speech: Speech): Said {
  const { t } = speech
  switch (result.verdict) {
    case 'valid':
      return {
        title: t('verdicts.valid.title'),
        why: [validWhy(result, speech), ...notes(result, speech)],
      }
    case 'specimen': {
      const isProduction = speech.cardClass === 'production'
      return {
        title: t('verdicts.specimen.title'),
        why: [isProduction ? t('verdicts.specimen.production') : t('verdicts.specimen.other')],
        next: isProduction
          ? t('verdicts.specimen.productionNext')
          : t('verdicts.specimen.otherNext'),
      }
    }
    case 'stale': {
      const isUnsure = result.likelierOff === 'station'
      return {
        title: t('verdicts.stale.title'),
        why: [
          t('verdicts.stale.why', { off: off(result, speech) }),
          ...(isUnsure ? [t('verdicts.stale.station')] : []),
        ],
        next: t('verdicts.stale.next'),
      }
    }
    case 'clock': {
      const isStation = result.likelierOff === 'station'
      const blanks = { off: off(result, speech) }
      return {
        title: t('verdicts.clock.title'),
        why: [isStation ? t('verdicts.clock.station', blanks) : t('verdicts.clock.phone', blanks)],
        next: isStation ? t('verdicts.clock.stationNext') : t('verdicts.clock.phoneNext'),
      }
    }
    case 'expired': {
      const when = moment(result.expiredAt, speech)
      return {
        title: t('verdicts.expired.title'),
        why: [when ? t('verdicts.expired.why', { when }) : t('verdicts.expired.plain')],
        next: t('verdicts.expired.next'),
      }
    }
    case 'revoked':
      return {
        title: t('verdicts.revoked.title'),
        why: [revokedWhy(result, speech)],
        next: t('verdicts.revoked.next'),
      }
    case 'replayed':
      return {
        title: t('verdicts.replayed.title'),
        why: [replayedWhere(result, speech), t('verdicts.replayed.why')],
        next: t('verdicts.replayed.next'),
      }
    case 'audience': {
      const isOther = result.audience !== 'challenge'
      return {
        title: t('verdicts.audience.title'),
        why: [isOther ? t('verdicts.audience.other') : t('verdicts.audience.challenge')],
        next: t('verdicts.audience.next'),
      }
    }
    case 'key-missing':
      return {
        title: t('verdicts.keyMissing.title'),
        why: [t(missing[result.missing ?? 'plain'])],
        next: t('verdicts.keyMissing.next'),
      }
    default: {
      const keys = plain[result.verdict]
      return { title: t(keys.title), why: [t(keys.why)], next: t(keys.next) }
    }
  }
}

const missing = {
  'group-key': 'verdicts.keyMissing.group',
  'trusted-list': 'verdicts.keyMissing.trusted',
  'status-list': 'verdicts.keyMissing.status',
  plain: 'verdicts.keyMissing.plain',
} as const

const plain = {
  signature: {
    title: 'verdicts.signature.title',
    why: 'verdicts.signature.why',
    next: 'verdicts.signature.next',
  },
  'issuer-unknown': {
    title: 'verdicts.issuerUnknown.title',
    why: 'verdicts.issuerUnknown.why',
    next: 'verdicts.issuerUnknown.next',
  },
  malformed: {
    title: 'verdicts.malformed.title',
    why: 'verdicts.malformed.why',
    next: 'verdicts.malformed.next',
  },
  version: {
    title: 'verdicts.version.title',
    why: 'verdicts.version.why',
    next: 'verdicts.version.next',
  },
  'online-only': {
    title: 'verdicts.onlineOnly.title',
    why: 'verdicts.onlineOnly.why',
    next: 'verdicts.onlineOnly.next',
  },
  unreadable: {
    title: 'verdicts.unreadable.title',
    why: 'verdicts.unreadable.why',
    next: 'verdicts.unreadable.next',
  },
  foreign: {
    title: 'verdicts.foreign.title',
    why: 'verdicts.foreign.why',
    next: 'verdicts.foreign.next',
  },
} as const

function validWhy(result: ReadingResult, speech: Speech): string {
  const { t, dates } = speech
  const clock = dates.clock(new Date(result.readAt))
  if (result.source.kind !== 'offline') return t('verdicts.valid.online', { clock })
  return t('verdicts.valid.offline', {
    clock,
    list: moment(result.source.statusAsOf, speech) ?? '',
  })
}

function notes({ isSlow, isFlagged, isRepeat }: ReadingResult, { t }: Speech): string[] {
  return [
    ...(isSlow ? [t('verdicts.valid.slow')] : []),
    ...(isFlagged ? [t('verdicts.valid.flagged')] : []),
    ...(isRepeat ? [t('verdicts.valid.repeat')] : []),
  ]
}

function revokedWhy(result: ReadingResult, speech: Speech): string {
  const { t } = speech
  if (result.source.kind === 'offline') {
    return t('verdicts.revoked.offline', { list: moment(result.source.statusAsOf, speech) ?? '' })
  }
  const when = moment(result.blockedAt, speech)
  return when ? t('verdicts.revoked.online', { when }) : t('verdicts.revoked.plain')
}

function replayedWhere({ previous }: ReadingResult, speech: Speech): string {
  const { t } = speech
  const when = moment(previous?.at, speech)
  if (!previous || !when) return t('verdicts.replayed.unknown')
  if (previous.isHere) return t('verdicts.replayed.here', { when })
  const { counterName: name } = previous
  return name
    ? t('verdicts.replayed.named', { when, name })
    : t('verdicts.replayed.elsewhere', { when })
}

function moment(at: number | undefined, { dates, now }: Speech): string | undefined {
  return at === undefined ? undefined : dates.moment(new Date(at), now)
}

function off({ secondsOff = 0 }: ReadingResult, { t }: Speech): string {
  const { key, blanks } = sayDuration(secondsOff)
  return t(key, { ...blanks })
}
