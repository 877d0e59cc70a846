import { eq, inArray, sql } from 'drizzle-orm'
import { type CheckAct, checkStatesFor } from '@etui/shared/enrolment/check.ts'
import type { Database } from '../db/database.ts'
import { placed } from '../db/placed.ts'
import type { ColumnPlace, Keys } from '../keys/keys.ts'

/** A check of identity, as it is stored. */
export type CheckRow = Database['tables']['identityChecks']['$inferSelect']

/** What any statement on one check is made of: which row, and in which states. */
export function checkParts({ tables: { identityChecks: it } }: Database) {
  return {
    isIt: eq(it.checkId, sql.placeholder('checkId')),
    isIn: (act: CheckAct) => inArray(it.state, checkStatesFor(act)),
    at: <C extends keyof CheckRow>(column: C) => placed(it[column], 'at'),
  }
}

/** What a person confirmed beside their document; dates are YYYY-MM-DD. */
export interface CheckClaims {
  readonly familyName: string
  readonly givenNames: string
  readonly birthDate: string
  readonly documentNumber?: string
  readonly expiryDate?: string
}

/** What lies sealed in a check's row, in clear; undefined where there was nothing or it was deleted. */
export interface CheckContent {
  readonly mrz: readonly string[] | undefined
  readonly claims: CheckClaims | undefined
  readonly question: string | undefined
  readonly hint: string | undefined
}

const columns = {
  mrz: 'identity_checks.sealed_mrz',
  claims: 'identity_checks.sealed_claims',
  question: 'identity_checks.sealed_question',
  hint: 'identity_checks.sealed_hint',
} as const satisfies Record<string, ColumnPlace>

export function sealText(
  keys: Pick<Keys, 'sealColumn'>,
  what: keyof typeof columns,
  checkId: string,
  text: string | undefined,
): Buffer | null {
  return text === undefined ? null : keys.sealColumn(columns[what], checkId, text)
}

export function openContent(row: CheckRow, keys: Pick<Keys, 'openColumn'>): CheckContent {
  const open = (what: keyof typeof columns, sealed: Buffer | null) =>
    sealed === null ? undefined : keys.openColumn(columns[what], row.checkId, sealed)
  const [mrz, claims] = [open('mrz', row.sealedMrz), open('claims', row.sealedClaims)]
  return {
    // Sealed by this module, of these types.
    mrz: mrz === undefined ? undefined : (JSON.parse(mrz) as string[]),
    claims: claims === undefined ? undefined : (JSON.parse(claims) as CheckClaims),
    question: open('question', row.sealedQuestion),
    hint: open('hint', row.sealedHint),
  }
}
