import type { Dates } from '../../src/i18n/dates.ts'
import type { Rights } from '@etui/shared/wire/counter.ts'
import type { ReadingResult } from '../../src/reading/reading-result.ts'

interface Speech {
  t(key: string, blanks?: Record<string, string | number>): string
  readonly dates: Dates
  readonly now: Date
}

export interface SaidFact {
  readonly kind: 'good' | 'again' | 'stop'
  readonly title: string
  readonly detail: string
}

export interface SaidLine {
  readonly name: string
  readonly facts: readonly string[]
}

/** "Card genuine" and "not blocked", each with its own date. */
export function cardFacts(result: ReadingResult, { t, dates, now }: Speech): SaidFact[] {
  const when = dates.moment(new Date(result.readAt), now)
  if (result.source.kind !== 'offline') {
    return [
      { kind: 'good', title: t('facts.genuine'), detail: t('facts.genuineOnline', { when }) },
      { kind: 'good', title: t('facts.unblocked'), detail: t('facts.unblockedOnline') },
    ]
  }
  const { trustedAsOf = 0, statusAsOf = 0 } = result.source
  const list = dates.dayOfYear(new Date(trustedAsOf))
  const status = dates.moment(new Date(statusAsOf), now)
  return [
    { kind: 'good', title: t('facts.genuine'), detail: t('facts.genuineOffline', { when, list }) },
    {
      kind: 'good',
      title: t('facts.unblocked'),
      detail: t('facts.unblockedOffline', { list: status }),
    },
  ]
}

/** "Rights open": the registry's word online, the card's offline, with its date; or that nobody knows. */
export function rightsFact(result: ReadingResult, speech: Speech): SaidFact {
  const { rights, cover } = result
  const { t, dates, now } = speech
  const said = rights ?? cover
  if (!said)
    return { kind: 'again', title: t('facts.rightsSilent'), detail: t('facts.rightsSilentWhy') }
  const when = dates.moment(new Date(said.asOf), now)
  return {
    kind: said.isOpen ? 'good' : 'again',
    title: said.isOpen ? t('facts.open') : t('facts.closed'),
    detail: [
      rights ? t('facts.rightsAsked', { when }) : t('facts.rightsCard', { when }),
      ...closedSince(result, speech),
    ].join(' '),
  }
}

/** Since when rights are closed; and that the card, signed before, does not know of it. */
function closedSince({ rights, cardIssuedAt }: ReadingResult, { t, dates }: Speech): string[] {
  if (!rights || rights.isOpen || rights.to === undefined) return []
  const day = saidDay(rights.to, dates)
  const isAfter = cardIssuedAt !== undefined && cardIssuedAt < Date.parse(rights.to)
  return [isAfter ? t('facts.closedAfter', { day }) : t('facts.closedSince', { day })]
}

/** What is known of each cover, a line each. */
export function rightsLines({ rights, cover }: ReadingResult, { t, dates }: Speech): SaidLine[] {
  const said = rights ?? cover
  if (!said) return []
  const yesNo = (is: boolean) => [is ? t('facts.yes') : t('facts.no')]
  return [
    {
      name: t('facts.obligatory'),
      facts: [
        ...(rights?.organisation ? [t('facts.organisation', { code: rights.organisation })] : []),
        t('facts.management', { code: said.managementCode }),
        ...(rights?.to ? [t('facts.until', { day: saidDay(rights.to, dates) })] : []),
      ],
    },
    { name: t('facts.complementary'), facts: complementaryFacts() },
    { name: t('facts.thirdParty'), facts: yesNo(said.hasThirdPartyPayment) },
    { name: t('facts.c2s'), facts: yesNo(said.hasC2s) },
    { name: t('facts.workAccident'), facts: yesNo(said.hasWorkAccident) },
    ...(rights?.exemptions ? [exemptionLine(rights.exemptions)] : []),
  ]

  /** There only for professions that may see them: then "none" is an answer. */
  function exemptionLine(exemptions: NonNullable<Rights['exemptions']>): SaidLine {
    const facts = exemptions.flatMap(({ code, to }) => [
      t(exemptionNames[code]),
      ...(to ? [t('facts.until', { day: saidDay(to, dates) })] : []),
    ])
    return {
      name: t('facts.exemption'),
      facts: facts.length > 0 ? facts : [t('facts.exemptionNone')],
    }
  }

  function complementaryFacts(): string[] {
    const online = rights?.complementary
    const offline = rights ? undefined : cover?.complementary
    const number = online?.number ?? offline?.number
    const until = online?.to ?? offline?.untilDay
    if (!online && !offline) return [t('facts.complementaryNone')]
    const facts = [
      ...(number ? [t('facts.complementaryNumber', { number })] : []),
      ...(until ? [t('facts.until', { day: saidDay(until, dates) })] : []),
    ]
    return facts.length > 0 ? facts : [t('facts.yes')]
  }
}

const exemptionNames = {
  3: 'facts.exemptions.3',
  4: 'facts.exemptions.4',
  5: 'facts.exemptions.5',
  7: 'facts.exemptions.7',
  9: 'facts.exemptions.9',
} as const

/** A day as the registry (YYYY-MM-DD) or the card (YYYYMMDD) writes it. */
function saidDay(day: string | number, dates: Dates): string {
  return dates.birth(Number(String(day).replaceAll('-', '')))
}
