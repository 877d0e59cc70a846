import type { Clock } from '../clock.ts'
import type { Language, Occasion } from '../mail/letters.ts'
import type { MailStore } from '../mail/mail-store.ts'
import { writeMail } from '../mail/write-mail.ts'
import type { Registry } from '../registry/registry.ts'

export interface TellNeeds {
  readonly mails: MailStore
  readonly clock: Clock
  /** the card app's address, told in letters */
  readonly origin: string
}

/** Where the registry says a person is written to. It may be far away: asked before a unit, never within. */
export async function addressOf(
  registryId: string,
  { registry }: { readonly registry: Pick<Registry, 'person'> },
): Promise<string | undefined> {
  return (await registry.person(registryId))?.email
}

/** Writes to a holder, if they have an address, within the caller's unit. */
export async function tellHolder(
  to: string | undefined,
  occasion: Occasion,
  language: Language,
  { mails, clock, origin }: TellNeeds,
): Promise<void> {
  if (to === undefined) return
  await mails.add({ ...writeMail(occasion, language, origin), to, at: clock() })
}
