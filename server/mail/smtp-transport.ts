import { createTransport } from 'nodemailer'
import { MailRefused, type Transport } from './mail-sender.ts'

export interface SmtpSettings {
  /** smtp://user:password@host:port, or smtps:// */
  readonly smtpUrl: string
  readonly from: string
}

/** Hands letters to an SMTP server. Throws MailRefused when it says no for good (5xx to the recipient). */
export function smtpTransport({ smtpUrl, from }: SmtpSettings): Transport {
  const url = new URL(smtpUrl)
  const isLoopback = url.hostname === '127.0.0.1' || url.hostname === 'localhost'
  const relay = createTransport({
    url: smtpUrl,
    // A password must not cross a network in the clear: only a relay on this machine may go without TLS.
    requireTLS: url.protocol === 'smtp:' && !isLoopback,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async ({ mailId, to, subject, text }) => {
    try {
      // One address, never a list: nodemailer would read commas.
      await relay.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${mailId}@${domainOf(from)}>`,
        headers: { 'auto-submitted': 'auto-generated' },
      })
    } catch (error) {
      if (isForGood(error)) throw new MailRefused('refused by the relay', { cause: error })
      throw error
    }
  }
}

function domainOf(address: string): string {
  return /@([\w.-]+)/.exec(address)?.[1] ?? 'localhost'
}

function isForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error)) return false
  const isAddress = 'code' in error && error.code === 'EENVELOPE'
  return isAddress && typeof error.responseCode === 'number' && error.responseCode >= 500
}
