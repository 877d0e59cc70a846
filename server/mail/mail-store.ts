import { randomBytes } from 'node:crypto'
import { and, asc, desc, eq, gt, inArray, lte, or, sql } from 'drizzle-orm'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import { prepared } from '../db/prepared.ts'
import type { Keys } from '../keys/keys.ts'
import type { MailText } from './letters.ts'

export interface Mail extends MailText {
  readonly mailId: string
  readonly to: string
  readonly createdAt: Date
}

/** A letter claimed by this node. `attempts` counts this one. */
export interface ClaimedMail extends Mail {
  readonly attempts: number
}

/** A letter to write. `to` undefined writes a decoy: the same row, that nobody sends and nobody reads. */
export interface MailOrder extends MailText {
  readonly to: string | undefined
  readonly at: Date
}

/**
 * Letters by e-mail as rows: written in the unit of what they tell, claimed by one node at a time, kept until purged.
 * Address and text are encrypted.
 */
export interface MailStore {
  add(order: MailOrder): Promise<void>
  /** Claims the letter longest due, for `claimMs`; a claim that ran out is taken over. */
  claim(now: Date): Promise<ClaimedMail | undefined>
  markSent(mailId: string, now: Date): Promise<void>
  /** Gives a claimed letter back, due later; or for good. */
  postpone(mailId: string, dueAt: Date): Promise<void>
  markFailed(mailId: string): Promise<void>
  /** Newest first: what was written, sent or not. For the demonstration's outbox only. */
  list(most: number): Promise<readonly Mail[]>
  /** Forgets what was sent or given up before `before`. */
  purge(before: Date, most?: number): Promise<number>
}

/** A node that died with a letter in hand keeps others from it for so long. */
export const claimMs = 60_000

export function mailStore(
  database: Database,
  keys: Pick<Keys, 'sealColumn' | 'openColumn'>,
): MailStore {
  const run = statementsOf(database)(database.db)

  function open(row: Database['tables']['mails']['$inferSelect']): Mail {
    return {
      mailId: row.mailId,
      subject: row.subject,
      createdAt: row.createdAt,
      to: keys.openColumn('mails.sealed_to', row.mailId, row.sealedTo),
      text: keys.openColumn('mails.sealed_text', row.mailId, row.sealedText),
    }
  }

  return {
    async add({ to, subject, text, at }) {
      const mailId = randomBytes(12).toString('base64url')
      await run.add.execute({
        mailId,
        subject,
        sealedTo: keys.sealColumn('mails.sealed_to', mailId, to ?? 'nobody@example.org'),
        sealedText: keys.sealColumn('mails.sealed_text', mailId, text),
        state: to === undefined ? 'sent' : 'waiting',
        at,
      })
    },

    async claim(now) {
      const claimedUntil = new Date(now.getTime() + claimMs)
      for (const { mailId } of await run.due.execute({ now })) {
        const [row] = await run.claim.execute({ mailId, now, claimedUntil })
        if (row) return { ...open(row), attempts: row.attempts }
      }
      return undefined
    },

    async markSent(mailId, now) {
      await run.markSent.execute({ mailId, now })
    },
    async postpone(mailId, dueAt) {
      await run.postpone.execute({ mailId, dueAt })
    },
    async markFailed(mailId) {
      await run.markFailed.execute({ mailId })
    },
    async list(most) {
      return (await run.list.execute({ most })).map(open)
    },
    async purge(before, most = 1_000) {
      return (await run.purge.execute({ before, most })).length
    },
  }
}

function statementsOf({ tables: { mails } }: Database) {
  const isMail = eq(mails.mailId, sql.placeholder('mailId'))
  const isClaimed = and(isMail, eq(mails.state, 'claimed'))
  const now = placed(mails.dueAt, 'now')
  const isDue = or(
    and(eq(mails.state, 'waiting'), lte(mails.dueAt, now)),
    and(eq(mails.state, 'claimed'), lte(mails.claimedUntil, now)),
  )
  return prepared((db) => ({
    add: db.insert(mails).values({
      mailId: sql.placeholder('mailId'),
      sealedTo: sql.placeholder('sealedTo'),
      subject: sql.placeholder('subject'),
      sealedText: sql.placeholder('sealedText'),
      state: sql.placeholder('state'),
      dueAt: sql.placeholder('at'),
      createdAt: sql.placeholder('at'),
    }),
    due: db
      .select({ mailId: mails.mailId })
      .from(mails)
      .where(isDue)
      .orderBy(asc(mails.dueAt))
      .limit(5),
    claim: db
      .update(mails)
      .set({
        state: 'claimed',
        claimedUntil: placed(mails.claimedUntil, 'claimedUntil'),
        attempts: sql`${mails.attempts} + 1`,
      })
      .where(and(isMail, isDue))
      .returning(),
    markSent: db
      .update(mails)
      .set({ state: 'sent', sentAt: now, claimedUntil: null })
      .where(isClaimed),
    postpone: db
      .update(mails)
      .set({ state: 'waiting', dueAt: placed(mails.dueAt, 'dueAt'), claimedUntil: null })
      .where(isClaimed),
    markFailed: db.update(mails).set({ state: 'failed', claimedUntil: null }).where(isClaimed),
    // A decoy is born sent, and nobody ever tried to send it.
    list: db
      .select()
      .from(mails)
      .where(or(inArray(mails.state, ['waiting', 'claimed', 'failed']), gt(mails.attempts, 0)))
      .orderBy(desc(mails.createdAt))
      .limit(sql.placeholder('most')),
    purge: db
      .delete(mails)
      .where(
        inArray(
          mails.mailId,
          db
            .select({ mailId: mails.mailId })
            .from(mails)
            .where(
              and(
                inArray(mails.state, ['sent', 'failed']),
                lte(mails.createdAt, placed(mails.createdAt, 'before')),
              ),
            )
            .limit(sql.placeholder('most')),
        ),
      )
      .returning({ mailId: mails.mailId }),
  }))
}
