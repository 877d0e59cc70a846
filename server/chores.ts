import { agentChores } from './agent/agent-chores.ts'
import { challengeChores } from './challenge/challenge-chores.ts'
import { deleteDueChecks } from './check/delete-checks.ts'
import { deletionNeeds } from './check/deletion-needs.ts'
import { blockStore } from './block/block-store.ts'
import type { Chore, ChoreNeeds } from './chore.ts'
import { contextStore } from './context/context-store.ts'
import { purgeAll } from './db/purge-all.ts'
import { invoiceChores } from './invoice/invoice-chores.ts'
import { journalChores } from './journal/journal-chores.ts'
import type { Logger } from './log/log.ts'
import { holderChores } from './phone/holder-chores.ts'
import { tokenStore } from './practice/token-store.ts'
import { sessionStore } from './professional/session-store.ts'
import { reportChores } from './report/report-chores.ts'
import { walkStore } from './session/walk-store.ts'
import { publishStatus } from './status/publish-status.ts'
import { statusStore } from './status/status-store.ts'
import { answerKeptMs } from './tap/tap.ts'
import { tapStore } from './tap/tap-store.ts'
import { publishTrustedList } from './trust/publish-trusted-list.ts'
import { issuerOfCards } from './trust/trusted-keys.ts'
import { trustedListStore } from './trust/trusted-list-store.ts'

const minute = 60_000
/** A context that is over can be renewed for so long, and is then forgotten. */
const contextKeptMs = 24 * 60 * minute

/** A program that comes with a token that is over is told so for so long; later it is told that nobody knows it. */
const tokenKeptMs = 24 * 60 * minute

export function choresOf(needs: ChoreNeeds): readonly Chore[] {
  const { settings, database, keys, clock } = needs
  const ofCards = issuerOfCards(settings)
  const status = statusStore(database)
  const trustedLists = trustedListStore(database)
  const blocks = blockStore(database)
  const sessions = sessionStore(database)
  const walks = walkStore(database, keys, 'pro-sante-connect')
  const taps = tapStore(database)
  const tokens = tokenStore(database)
  const contexts = contextStore(database)
  return [
    {
      name: 'publish-status',
      // A third of what is promised: one look may just have missed the change, and building takes its time.
      everyMs: Math.max(100, Math.floor(settings.statusPublicationMs / 3)),
      run: () => publishStatus({ status, keys, clock, issuer: ofCards.issuer }),
    },
    {
      name: 'publish-trusted-list',
      everyMs: 5_000,
      run: () => publishTrustedList({ trustedLists, keys, clock, ...ofCards }),
    },
    {
      name: 'finish-suspensions',
      everyMs: minute,
      run: () => purgeAll((most) => blocks.finishSuspensions(clock(), most), 100),
    },
    { name: 'sweep-sessions', everyMs: 10 * minute, run: () => sessions.sweep(clock()) },
    {
      name: 'forget-contexts',
      everyMs: 10 * minute,
      run: () => {
        const before = new Date(clock().getTime() - contextKeptMs)
        return purgeAll((most) => contexts.purge(before, most))
      },
    },
    { name: 'sweep-walks', everyMs: 10 * minute, run: () => walks.sweep(clock()) },
    {
      name: 'forget-taps',
      everyMs: minute,
      run: () => {
        const before = new Date(clock().getTime() - answerKeptMs)
        return purgeAll((most) => taps.purge(before, most))
      },
    },
    {
      name: 'forget-tokens',
      everyMs: 10 * minute,
      run: () => {
        const before = new Date(clock().getTime() - tokenKeptMs)
        return purgeAll((most) => tokens.purge(before, most), 5_000)
      },
    },
    {
      name: 'delete-checks',
      everyMs: 10 * minute,
      run: () => deleteDueChecks(deletionNeeds(needs)),
    },
    ...holderChores(needs),
    ...journalChores(needs),
    ...invoiceChores(needs),
    ...challengeChores(needs),
    ...agentChores(needs),
    ...reportChores(needs),
  ]
}

/**
 * Does every chore once, then each at its pace, one run of it at a time. A failure is logged and tried again at the next
 * turn. Answers how to stop: it resolves when what is under way has ended.
 */
export async function startChores(
  chores: readonly Chore[],
  log: Pick<Logger, 'error'>,
): Promise<() => Promise<void>> {
  const stops = await Promise.all(chores.map((chore) => repeat(chore, log)))
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
  }
}

async function repeat(chore: Chore, log: Pick<Logger, 'error'>): Promise<() => Promise<void>> {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let running = turn()
  await running
  return async () => {
    isStopped = true
    clearTimeout(timer)
    await running
  }

  async function turn(): Promise<void> {
    try {
      await chore.run()
    } catch (err) {
      log.error({ err, reason: chore.name }, 'a chore failed')
    }
    if (isStopped) return
    timer = setTimeout(() => void (running = turn()), chore.everyMs)
  }
}
