import { sql } from 'drizzle-orm'
import type { Columns } from '../columns.ts'

/** Activations under way, and their walks to an identity provider; a professional's walk is of the same kind. */
export function enrolmentTables(c: Columns) {
  /** class: lookup (device key to an activation under way, and once proven to a person) */
  const enrolments = c.table(
    'enrolments',
    {
      enrolmentId: c.text().primaryKey(),
      deviceThumbprint: c.text().notNull(),
      step: c.oneOf(['person', 'contact', 'identity', 'securing', 'active', 'refused']).notNull(),
      /** why the person was turned away; at the number, why the activation was sent back there */
      refusal: c.text(),
      language: c.oneOf(['fr', 'en']).notNull(),
      termsVersion: c.text().notNull(),
      termsAcceptedAt: c.instant().notNull(),
      nirHash: c.bytes(),
      /** the registry's id; null while the number is unknown, which nobody outside can tell */
      registryId: c.text(),
      maskedEmail: c.text(),
      contactCodeHash: c.bytes(),
      contactCodeExpiresAt: c.instant(),
      contactCodeTries: c.integer().notNull().default(0),
      contactCodeSends: c.integer().notNull().default(0),
      contactCodeSentAt: c.instant(),
      identityState: c
        .oneOf(['none', 'started', 'awaiting-code', 'accepted', 'differs', 'cancelled', 'lapsed'])
        .notNull()
        .default('none'),
      identityDiffering: c.json<string[]>(),
      identityAcr: c.text(),
      /** what the other browser shows, when the return did not land in this one */
      identityCodeHash: c.bytes(),
      identityCodeExpiresAt: c.instant(),
      identityCodeTries: c.integer().notNull().default(0),
      identityAcceptedAt: c.instant(),
      /** until when the holder may secure the phone, which nothing but another check renews */
      securingEndsAt: c.instant(),
      personId: c.text(),
      phoneId: c.text(),
      createdAt: c.instant().notNull(),
      changedAt: c.instant().notNull(),
    },
    (t) => [
      c.uniqueIndex('enrolments_device').on(t.deviceThumbprint),
      c.index('enrolments_person').on(t.personId),
      c
        .index('enrolments_securing')
        .on(t.securingEndsAt)
        .where(sql`${t.step} = 'securing'`),
    ],
  )
  /** class: lookup. One walk to an identity provider and back; taken once, by deleting it. */
  const oidcTransactions = c.table('oidc_transactions', {
    stateHash: c.bytes().primaryKey(),
    realm: c.oneOf(['france-identite', 'pro-sante-connect', 'agents']).notNull(),
    enrolmentId: c.text(),
    cookieHash: c.bytes().notNull(),
    sealedVerifier: c.bytes().notNull(),
    nonce: c.text().notNull(),
    expiresAt: c.instant().notNull(),
  })
  return { enrolments, oidcTransactions }
}
