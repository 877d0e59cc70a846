import type { Clock } from '../clock.ts'
import type { ClaimedMail, MailStore } from './mail-store.ts'

/** Carries one letter away. Rejects when it could not; a `permanent` failure is not tried again. */
export type Transport = (mail: ClaimedMail) => Promise<void>

/** A letter the receiving side refused for good. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}

export interface MailSenderOptions {
  readonly mails: MailStore
  readonly transport: Transport
  readonly clock: Clock
  /** How often rows are looked at when nobody told of a new one. */
  readonly everyMs?: number
  /** Told of each letter that could not be sent. */
  readonly onFailure?: (mailId: string, attempts: number, error: unknown) => void
}

export interface MailSender {
  /** Sends what is due now, one after the other. Answers how many went. */
  sendDue(): Promise<number>
  /** Lets the letter under way end, then stops. */
  close(): Promise<void>
}

const attemptsMax = 10
/** 5 s, 10 s, 20 s ... an hour at most. */
export function backoffMs(attempts: number): number {
  return Math.min(5_000 * 2 ** (attempts - 1), 3_600_000)
}

/** Sends the outbox: any node may, each letter is claimed by one. */
export function startMailSender(options: MailSenderOptions): MailSender {
  const { mails, clock, everyMs = 500, onFailure = () => undefined } = options
  let isClosed = false
  let underWay: Promise<number> | undefined

  function sendDue(): Promise<number> {
    underWay ??= sendAll().finally(() => (underWay = undefined))
    return underWay
  }

  async function sendAll(): Promise<number> {
    let sent = 0
    while (!isClosed) {
      const mail = await mails.claim(clock())
      if (!mail) break
      if (await sendOne(mail)) sent++
    }
    return sent
  }

  async function sendOne(mail: ClaimedMail): Promise<boolean> {
    const { mailId, attempts } = mail
    try {
      await options.transport(mail)
    } catch (error) {
      onFailure(mailId, attempts, error)
      const isHopeless = error instanceof MailRefused || attempts >= attemptsMax
      if (isHopeless) await mails.markFailed(mailId)
      else await mails.postpone(mailId, new Date(clock().getTime() + backoffMs(attempts)))
      return false
    }
    await mails.markSent(mailId, clock())
    return true
  }

  // A database that does not answer is asked again at the next turn.
  const timer = setInterval(() => void sendDue().catch(() => undefined), everyMs)
  return {
    sendDue,
    async close() {
      isClosed = true
      clearInterval(timer)
      await underWay?.catch(() => undefined)
    },
  }
}

/** The demonstration's: the row itself is the letter, read at /demo/outbox. */
export const outboxTransport: Transport = async () => undefined
