import type { Clock } from '../clock.ts'
import type { ClaimedMail, MailStore } from './mail-store.ts'

/** Carries one letter away. Rejects when it could not; a `permanent` failure is not tried again. */
export type Transport = (mail: ClaimedMail) => Promise<void>

/** A letter the receiving side refused for good. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}

export interface SendingNeeds {
  readonly mails: MailStore
  readonly transport: Transport
  readonly clock: Clock
  /** Told of each letter that could not be sent. */
  readonly onFailure?: (mailId: string, attempts: number, error: unknown) => void
}

/** In one go: whoever stops the server waits for it. */
const mostAtOnce = 20
const attemptsMax = 10
/** 5 s, 10 s, 20 s ... an hour at most. */
export function backoffMs(attempts: number): number {
  return Math.min(5_000 * 2 ** (attempts - 1), 3_600_000)
}

/** Sends what is due, one letter after the other; any node may, each letter is claimed by one. Answers how many went. */
export async function sendDueMails(needs: SendingNeeds): Promise<number> {
  let sent = 0
  for (let count = 0; count < mostAtOnce; count++) {
    const mail = await needs.mails.claim(needs.clock())
    if (!mail) break
    if (await sendOne(mail, needs)) sent++
  }
  return sent
}

async function sendOne(mail: ClaimedMail, needs: SendingNeeds): Promise<boolean> {
  const { mails, transport, clock, onFailure } = needs
  const { mailId, attempts } = mail
  try {
    await transport(mail)
  } catch (error) {
    onFailure?.(mailId, attempts, error)
    const isHopeless = error instanceof MailRefused || attempts >= attemptsMax
    if (isHopeless) await mails.markFailed(mailId)
    else await mails.postpone(mailId, new Date(clock().getTime() + backoffMs(attempts)))
    return false
  }
  await mails.markSent(mailId, clock())
  return true
}

/** The demonstration's: the row itself is the letter, read at /demo/outbox. */
export const outboxTransport: Transport = async () => undefined
