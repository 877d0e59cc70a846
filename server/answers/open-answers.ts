import type { DatabaseSettings } from '../db/database.ts'
import type { Logger } from '../log/log.ts'
import { type Answers, Followers } from './answers.ts'
import { openPostgresAnswers } from './postgres-answers.ts'

/** Answers as far as the database reaches: SQLite serves one process, PostgreSQL every node that shares it. */
export async function openAnswers(
  settings: DatabaseSettings,
  log: Pick<Logger, 'warn'>,
): Promise<Answers> {
  if (settings.engine === 'sqlite') return new Followers()
  return openPostgresAnswers({
    url: settings.url,
    onProblem: (err) => log.warn({ err }, 'streams of other nodes are told later'),
  })
}
