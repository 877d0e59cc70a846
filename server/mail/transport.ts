import type { Settings } from '../settings/settings.ts'
import { outboxTransport, type Transport } from './mail-sender.ts'
import { smtpTransport } from './smtp-transport.ts'

/** How letters leave: by SMTP in production, not at all in the demonstration, whose rows are read at /demo/outbox. */
export function mailTransport({ outside }: Pick<Settings, 'outside'>): Transport {
  return outside.mode === 'production' ? smtpTransport(outside.mail) : outboxTransport
}
