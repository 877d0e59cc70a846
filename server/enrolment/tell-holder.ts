import type { Clock } from '../clock.ts'
import { type Language, type Occasion, writeMail } from '../mail/letters.ts'
import type { MailStore } from '../mail/mail-store.ts'
import type { Registry } from '../registry/registry.ts'

export interface TellNeeds {
  readonly mails: MailStore
  readonly registry: Registry
  readonly clock: Clock
  /** the card app's address, told in letters */
  readonly origin: string
}

/** Writes to the address the registry knows, if any, within the caller's unit. */
export async function tellHolder(
  registryId: string,
  occasion: Occasion,
  language: Language,
  { mails, registry, clock, origin }: TellNeeds,
): Promise<void> {
  const person = await registry.person(registryId)
  if (person?.email === undefined) return
  await mails.add({ ...writeMail(occasion, language, origin), to: person.email, at: clock() })
}
