import { sql } from 'drizzle-orm'
import type { Columns } from './columns.ts'

/**
 * Every table, written once for both engines. Each is of one class (DESIGN.md 10):
 * person (key begins with person_id), professional (key begins with professional_id),
 * lookup (a hash or random key to a person_id), reference (the rest).
 * `sealed…` columns are encrypted (server/keys), `…Hash` columns are HMACs or SHA-256 digests.
 */
export function defineTables(c: Columns) {
  return {
    ...registryTables(c),
    ...enrolmentTables(c),
    ...phoneTables(c),
    ...counterTables(c),
    ...serverTables(c),
  }
}
export type Tables = ReturnType<typeof defineTables>

/** The demonstration's stand-in for the insurer's own system. */
function registryTables(c: Columns) {
  /** class: person (the registry's own key) */
  const registryPeople = c.table(
    'registry_people',
    {
      registryId: c.text().primaryKey(),
      nirHash: c.bytes().notNull(),
      traitsHash: c.bytes().notNull(),
      sealedNir: c.bytes().notNull(),
      sealedTraits: c.bytes().notNull(),
      sealedEmail: c.bytes(),
      department: c.text().notNull(),
      organisation: c.integer().notNull(),
      managementCode: c.integer().notNull(),
      isUnderGuardianship: c.flag().notNull().default(false),
    },
    (t) => [
      c.uniqueIndex('registry_people_nir').on(t.nirHash),
      c.index('registry_people_traits').on(t.traitsHash),
    ],
  )
  /** class: person. Holder and dependants, each with rights of their own; beneficiaryId '0' is the holder. */
  const registryBeneficiaries = c.table(
    'registry_beneficiaries',
    {
      registryId: c.text().notNull(),
      beneficiaryId: c.text().notNull(),
      quality: c.integer().notNull(),
      birthRank: c.integer().notNull(),
      sealedTraits: c.bytes().notNull(),
      sealedNir: c.bytes(),
      rightsFrom: c.instant().notNull(),
      rightsTo: c.instant(),
      coverage: c.integer().notNull(),
      exemption: c.integer().notNull().default(0),
      amcNumber: c.integer(),
      amcTo: c.integer(),
    },
    (t) => [c.primaryKey({ columns: [t.registryId, t.beneficiaryId] })],
  )
  return { registryPeople, registryBeneficiaries }
}

function enrolmentTables(c: Columns) {
  /** class: lookup (device key to an activation under way, and once proven to a person) */
  const enrolments = c.table(
    'enrolments',
    {
      enrolmentId: c.text().primaryKey(),
      deviceThumbprint: c.text().notNull(),
      step: c.oneOf(['person', 'contact', 'identity', 'securing', 'active', 'refused']).notNull(),
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
        .oneOf(['none', 'started', 'awaiting-code', 'accepted', 'differs', 'cancelled'])
        .notNull()
        .default('none'),
      identityDiffering: c.json<string[]>(),
      identityAcr: c.text(),
      /** what the other browser shows, when the return did not land in this one */
      identityCodeHash: c.bytes(),
      identityCodeExpiresAt: c.instant(),
      identityCodeTries: c.integer().notNull().default(0),
      /** from when the holder has a day to secure the phone, which nothing but another check renews */
      identityAcceptedAt: c.instant(),
      personId: c.text(),
      phoneId: c.text(),
      createdAt: c.instant().notNull(),
      changedAt: c.instant().notNull(),
    },
    (t) => [
      c.uniqueIndex('enrolments_device').on(t.deviceThumbprint),
      c.index('enrolments_person').on(t.personId),
    ],
  )
  /** class: lookup. One walk to an identity provider and back; taken once, by deleting it. */
  const oidcTransactions = c.table('oidc_transactions', {
    stateHash: c.bytes().primaryKey(),
    realm: c.oneOf(['france-identite', 'pro-sante-connect']).notNull(),
    enrolmentId: c.text(),
    cookieHash: c.bytes().notNull(),
    sealedVerifier: c.bytes().notNull(),
    nonce: c.text().notNull(),
    expiresAt: c.instant().notNull(),
  })
  return { enrolments, oidcTransactions }
}

function phoneTables(c: Columns) {
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
  /** class: person. The last card issued for each beneficiary on a phone. */
  const cards = c.table(
    'cards',
    {
      personId: c.text().notNull(),
      phoneId: c.text().notNull(),
      beneficiaryId: c.text().notNull(),
      card: c.bytes().notNull(),
      contentHash: c.bytes().notNull(),
      shard: c.integer().notNull(),
      statusIndex: c.integer().notNull(),
      indexAssignedAt: c.instant().notNull(),
      issuedAt: c.instant().notNull(),
      expiresAt: c.instant().notNull(),
      /** what a reference frame names: as the last letter has it, and as the one before, which may be all that arrived */
      reference: c.bytes().notNull(),
      previousReference: c.bytes(),
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.phoneId, t.beneficiaryId] }),
      // Not unique: 8 random bytes may meet, and then name nobody.
      c.index('cards_reference').on(t.reference),
      c.index('cards_previous_reference').on(t.previousReference),
    ],
  )
  /** class: lookup (a bit of a status list, to a card). blockedAt is the online answer; the lists follow. */
  const statusIndices = c.table(
    'status_indices',
    {
      shard: c.integer().notNull(),
      statusIndex: c.integer().notNull(),
      personId: c.text().notNull(),
      phoneId: c.text().notNull(),
      beneficiaryId: c.text().notNull(),
      expiresAt: c.instant().notNull(),
      blockedAt: c.instant(),
    },
    (t) => [
      c.primaryKey({ columns: [t.shard, t.statusIndex] }),
      c.index('status_indices_phone').on(t.personId, t.phoneId),
      c.index('status_indices_expiry').on(t.expiresAt),
    ],
  )
  /** class: person. Suspended, then final; lifted when undone in time. */
  const blocks = c.table(
    'blocks',
    {
      personId: c.text().notNull(),
      blockId: c.text().notNull(),
      phoneId: c.text().notNull(),
      state: c.oneOf(['suspended', 'final', 'lifted']).notNull(),
      reason: c.text().notNull(),
      blockedAt: c.instant().notNull(),
      changedAt: c.instant().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.blockId] }),
      c
        .uniqueIndex('blocks_one_open')
        .on(t.personId, t.phoneId)
        .where(sql`${t.state} <> 'lifted'`),
    ],
  )
  /** class: person. One verification by one counter; its own replay guard. */
  const readings = c.table(
    'readings',
    {
      personId: c.text().notNull(),
      proofHash: c.bytes().notNull(),
      phoneId: c.text().notNull(),
      beneficiaryId: c.text().notNull(),
      counterId: c.text().notNull(),
      professionalId: c.text().notNull(),
      provedAt: c.instant().notNull(),
      readAt: c.instant().notNull(),
      unlockedBy: c.integer().notNull(),
      frameType: c.integer().notNull(),
      isFlagged: c.flag().notNull().default(false),
    },
    (t) => [
      c.primaryKey({ columns: [t.personId, t.proofHash] }),
      c.index('readings_recent').on(t.personId, t.readAt),
    ],
  )
  return {
    people,
    phones,
    codeVerifiers,
    passkeys,
    cards,
    statusIndices,
    blocks,
    readings,
  }
}

function counterTables(c: Columns) {
  /** class: professional */
  const professionals = c.table(
    'professionals',
    {
      professionalId: c.text().primaryKey(),
      nationalIdHash: c.bytes().notNull(),
      sealedNationalId: c.bytes().notNull(),
      sealedName: c.bytes().notNull(),
      professionCode: c.text().notNull(),
      organisationName: c.text().notNull(),
      createdAt: c.instant().notNull(),
      signedInAt: c.instant().notNull(),
    },
    (t) => [c.uniqueIndex('professionals_national').on(t.nationalIdHash)],
  )
  /** class: professional */
  const counters = c.table(
    'counters',
    {
      professionalId: c.text().notNull(),
      counterId: c.text().notNull(),
      name: c.text().notNull(),
      createdAt: c.instant().notNull(),
    },
    (t) => [
      c.primaryKey({ columns: [t.professionalId, t.counterId] }),
      c.uniqueIndex('counters_id').on(t.counterId),
    ],
  )
  /** class: lookup (hash of a cookie to a professional) */
  const professionalSessions = c.table('professional_sessions', {
    tokenHash: c.bytes().primaryKey(),
    professionalId: c.text().notNull(),
    counterId: c.text(),
    startedAt: c.instant().notNull(),
    usedAt: c.instant().notNull(),
    endsAt: c.instant().notNull(),
  })
  return { professionals, counters, professionalSessions }
}

function serverTables(c: Columns) {
  /** class: lookup. WebAuthn challenges; taken once, by deleting them. */
  const challenges = c.table('challenges', {
    challengeHash: c.bytes().primaryKey(),
    purpose: c.oneOf(['register', 'resume', 'code-reset']).notNull(),
    phoneId: c.text().notNull(),
    expiresAt: c.instant().notNull(),
  })
  /** class: lookup. DPoP proofs seen; a proof is taken once, by its row. */
  const dpopProofs = c.table(
    'dpop_proofs',
    { proofHash: c.bytes().primaryKey(), expiresAt: c.instant().notNull() },
    (t) => [c.index('dpop_proofs_expiry').on(t.expiresAt)],
  )
  /** class: reference. Shared ceilings: so many within a window. */
  const limits = c.table('limits', {
    key: c.text().primaryKey(),
    count: c.integer().notNull(),
    endsAt: c.instant().notNull(),
  })
  /** class: reference. Letters by e-mail, claimed by guarded update. */
  const mails = c.table(
    'mails',
    {
      mailId: c.text().primaryKey(),
      sealedTo: c.bytes().notNull(),
      subject: c.text().notNull(),
      sealedText: c.bytes().notNull(),
      state: c.oneOf(['waiting', 'claimed', 'sent', 'failed']).notNull(),
      attempts: c.integer().notNull().default(0),
      dueAt: c.instant().notNull(),
      claimedUntil: c.instant(),
      createdAt: c.instant().notNull(),
      sentAt: c.instant(),
    },
    (t) => [c.index('mails_due').on(t.state, t.dueAt)],
  )
  /** class: reference. One row a shard: what must be published, and what was. */
  const statusShards = c.table('status_shards', {
    shard: c.integer().primaryKey(),
    changedAt: c.instant().notNull(),
    publishedAt: c.instant(),
    claimedUntil: c.instant(),
    list: c.bytes(),
  })
  /** class: reference. Every trusted list published; the newest version is served. */
  const trustedLists = c.table('trusted_lists', {
    version: c.integer().primaryKey(),
    contentHash: c.bytes().notNull(),
    list: c.bytes().notNull(),
    createdAt: c.instant().notNull(),
  })
  return { challenges, dpopProofs, limits, mails, statusShards, trustedLists }
}
