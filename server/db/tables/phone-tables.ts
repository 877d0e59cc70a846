import { sql } from 'drizzle-orm'
import type { Columns } from '../columns.ts'

/** People we know, their phones, and what opens them. */
export function phoneTables(c: Columns) {
  /** class: lookup (the registry's id, and the number's hash, to our person) */
  const people = c.table(
    'people',
    {
      personId: c.text().primaryKey(),
      registryId: c.text().notNull(),
      nirHash: c.bytes().notNull(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.uniqueIndex('people_registry').on(t.registryId),
      c.uniqueIndex('people_nir').on(t.nirHash),
    ],
  )
  /** class: person. One row a phone; at most one active for each person. */
  const phones = c.table(
    'phones',
    {
      personId: c.text().notNull(),
      phoneId: c.text().notNull(),
      deviceThumbprint: c.text().notNull(),
      state: c.oneOf(['enrolling', 'active', 'ended']).notNull(),
      endReason: c.text(),
      mailboxKey: c.bytes(),
      presentationKey: c.bytes(),
      /** SHA-256 of the token the phone may present next, and of the one it last presented */
      tokenHash: c.bytes(),
      previousTokenHash: c.bytes(),
      refreshState: c.oneOf(['rotating', 'suspended']).notNull().default('rotating'),
      /** when one branch last proved itself after a stale token, and from which token */
      provenAt: c.instant(),
      provenFromHash: c.bytes(),
      createdAt: c.instant().notNull(),
      activatedAt: c.instant(),
      endedAt: c.instant(),
      refreshedAt: c.instant(),
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.phoneId] }),
      c.uniqueIndex('phones_device').on(t.deviceThumbprint),
      c
        .uniqueIndex('phones_one_active')
        .on(t.personId)
        .where(sql`${t.state} = 'active'`),
    ],
  )
  /** class: person */
  const codeVerifiers = c.table(
    'code_verifiers',
    {
      personId: c.text().notNull(),
      phoneId: c.text().notNull(),
      verifier: c.bytes().notNull(),
      sealedShare: c.bytes().notNull(),
      tries: c.integer().notNull().default(0),
      pausedUntil: c.instant(),
      isLocked: c.flag().notNull().default(false),
      changedAt: c.instant().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.personId, t.phoneId] })],
  )
  /** class: lookup (credential to a person's phone) */
  const passkeys = c.table(
    'passkeys',
    {
      credentialId: c.text().primaryKey(),
      personId: c.text().notNull(),
      phoneId: c.text().notNull(),
      publicKey: c.bytes().notNull(),
      signCount: c.integer().notNull(),
      transports: c.json<string[]>().notNull(),
      hasPrf: c.flag().notNull(),
      createdAt: c.instant().notNull(),
    },
    (t) => [c.index('passkeys_phone').on(t.personId, t.phoneId)],
  )
  /** class: lookup. WebAuthn challenges; taken once, by deleting them. */
  const challenges = c.table('challenges', {
    challengeHash: c.bytes().primaryKey(),
    purpose: c.oneOf(['register', 'resume', 'code-reset']).notNull(),
    phoneId: c.text().notNull(),
    expiresAt: c.instant().notNull(),
  })
  return { people, phones, codeVerifiers, passkeys, challenges }
}
