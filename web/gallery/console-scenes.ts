import { h, type Component } from 'vue'
import type { AnswerOf, AnyEndpoint } from '@etui/shared/wire/endpoint.ts'
import { readAidFigures } from '@etui/shared/wire/figures.ts'
import { readReports, type Report } from '@etui/shared/wire/report.ts'
import ConsoleTabs from '../console/ConsoleTabs.vue'
import type { ConsolePlace } from '../console/console-place.ts'
import FiguresScreen from '../console/figures/FiguresScreen.vue'
import ReportsScreen from '../console/report/ReportsScreen.vue'
import type { Caller } from '../src/http/call.ts'
import Band from '../src/ui/Band.vue'
import Desk from '../src/ui/Desk.vue'
import Mark from '../src/ui/Mark.vue'

const hour = 3_600_000
const now = Date.now()

const claire = {
  familyName: 'AUBERTIN',
  givenNames: 'Claire',
  birthDate: '1984-03-12',
  sex: 'female',
  birthPlace: 'Metz',
} as const
const samir = {
  familyName: 'BELKACEM',
  givenNames: 'Samir',
  birthDate: '1971-11-02',
  sex: 'male',
  birthPlace: 'Saint-Denis',
} as const

function report(reportId: string, hoursAgo: number, told: Partial<Report>): Report {
  return {
    reportId,
    reportedAt: now - hoursAgo * hour,
    readAt: now - (hoursAgo + 5) * hour,
    counterName: 'Comptoir 2',
    organisation: 'Pharmacie du Lavoir',
    professionCode: '21',
    way: 'code',
    isOffline: false,
    isFlagged: false,
    person: claire,
    ...told,
  }
}

const reports: AnswerOf<typeof readReports> = {
  openCount: 3,
  open: [
    report('a', 51, { way: 'tap', isFlagged: true, organisation: 'Centre dentaire du Port' }),
    report('b', 27, { person: samir, isOffline: true }),
    report('c', 2, { person: null, counterName: '', organisation: '' }),
  ],
  closed: [
    report('d', 70, { closed: { at: now - 48 * hour, outcome: 'counter-warned' } }),
    report('e', 99, { person: samir, closed: { at: now - 90 * hour, outcome: 'recognised' } }),
  ],
}

const figures: AnswerOf<typeof readAidFigures> = {
  serverTime: Date.UTC(2026, 8, 14, 8, 12),
  todayCents: 14_000,
  years: [
    { year: 2026, opened: 4_318, totalCents: 60_452_000 },
    { year: 2025, opened: 11_902, totalCents: 333_256_000 },
  ],
  months: [702, 648, 611, 540, 433, 502, 318, 190, 374, 0, 0, 0],
}

/** A server that answers each endpoint with what is given for it, and waits for ever for any other. */
function answering(answers: ReadonlyMap<AnyEndpoint, unknown>): Caller {
  const call = async (endpoint: AnyEndpoint) =>
    answers.get(endpoint) ?? new Promise<never>(() => undefined)
  // Each answer above is of its endpoint's type.
  return Object.assign(call, { timed: call }) as unknown as Caller
}

function atConsole(
  place: ConsolePlace,
  screen: Component,
  answer: readonly [AnyEndpoint, unknown],
) {
  const call = answering(new Map([answer]))
  return () =>
    h(Desk, null, {
      band: () =>
        h(
          Band,
          { stuff: 'lining' },
          {
            mark: () => h(Mark, { label: 'Étui console' }),
            start: () => h(ConsoleTabs, { modelValue: place, waiting: 4 }),
          },
        ),
      default: () => h(screen, { call }),
    })
}

/** What the agents see of readings that holders do not know, and of the aid, by address. */
export const consoleScenes: Record<string, () => ReturnType<typeof h>> = {
  'console-reports': atConsole('reports', ReportsScreen, [readReports, reports]),
  'console-reports-none': atConsole('reports', ReportsScreen, [
    readReports,
    { openCount: 0, open: [], closed: [] },
  ]),
  'console-figures': atConsole('figures', FiguresScreen, [readAidFigures, figures]),
}
